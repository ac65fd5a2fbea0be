#include "server/web/api.h"

#include <grpcpp/client_context.h>

#include <chrono>
#include <functional>
#include <optional>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "credence/v1/monitoring.grpc.pb.h"
#include "credence/v1/outcome.grpc.pb.h"
#include "credence/v1/prediction.grpc.pb.h"
#include "server/predict/errors.h"
#include "server/predict/json.h"

namespace credence::server {
namespace {

namespace pb = google::protobuf;

constexpr char kPrefix[] = "/api/v1/";
// Of one call. A browser gives up sooner.
constexpr auto kPatience = std::chrono::seconds(60);

// One RPC behind a path.
struct Method {
  std::string verb;
  std::string path;  // below kPrefix; a last part {name} fills the field of this name
  std::function<std::unique_ptr<pb::Message>()> make_request, make_response;
  std::function<grpc::Status(grpc::ClientContext*, const pb::Message&, pb::Message*)> call;
};

template <typename Stub, typename Request, typename Response>
Method Bind(std::string verb, std::string path, std::shared_ptr<Stub> stub,
            grpc::Status (Stub::*rpc)(grpc::ClientContext*, const Request&, Response*)) {
  return {.verb = std::move(verb),
          .path = std::move(path),
          .make_request = [] { return std::make_unique<Request>(); },
          .make_response = [] { return std::make_unique<Response>(); },
          .call =
              [stub, rpc](grpc::ClientContext* context, const pb::Message& request,
                          pb::Message* response) {
                return ((*stub).*rpc)(context, static_cast<const Request&>(request),
                                      static_cast<Response*>(response));
              }};
}

std::vector<Method> Methods(const std::shared_ptr<grpc::Channel>& channel) {
  using Predictions = v1::PredictionService::Stub;
  using Outcomes = v1::OutcomeService::Stub;
  using Monitoring = v1::MonitoringService::Stub;
  const std::shared_ptr<Predictions> predictions = v1::PredictionService::NewStub(channel);
  const std::shared_ptr<Outcomes> outcomes = v1::OutcomeService::NewStub(channel);
  const std::shared_ptr<Monitoring> monitoring = v1::MonitoringService::NewStub(channel);
  return {Bind("GET", "overview", monitoring, &Monitoring::GetOverview),
          Bind("GET", "models", predictions, &Predictions::ListModels),
          Bind("GET", "models/{model}", predictions, &Predictions::GetModel),
          Bind("POST", "predict", predictions, &Predictions::Predict),
          Bind("POST", "outcomes", outcomes, &Outcomes::ReportOutcomes),
          Bind("GET", "calibration", outcomes, &Outcomes::GetCalibration),
          Bind("GET", "evidence", monitoring, &Monitoring::GetEvidence),
          Bind("GET", "inputs", monitoring, &Monitoring::GetInputs)};
}

HttpResponse Json(int status, std::string text) {
  return {.status = status,
          .content_type = "application/json",
          .body = std::move(text),
          .headers = {{"Cache-Control", "no-store"},
                      {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"}}};
}

HttpResponse Failed(const google::rpc::Status& error, int http = 0) {
  HttpResponse response = Json(http != 0 ? http : HttpStatus(error.code()), ErrorToJson(error));
  if (response.status == 401) response.headers.emplace_back("WWW-Authenticate", "Bearer");
  return response;
}

HttpResponse Failed(const absl::Status& status, int http = 0) {
  return Failed(ToRpcStatus(status), http);
}

HttpResponse Failed(const grpc::Status& status) {
  google::rpc::Status error;
  if (!error.ParseFromString(status.error_details()) || error.code() != status.error_code()) {
    error.Clear();
    error.set_code(status.error_code());
    error.set_message(status.error_message());
  }
  return Failed(error);
}

// Whether `path` is the method's; its last part goes to `query`.
bool Matches(const Method& method, absl::string_view path, HttpRequest& request) {
  const size_t brace = method.path.find('{');
  if (brace == std::string::npos) return path == method.path;
  absl::string_view value = path;
  if (!absl::ConsumePrefix(&value, method.path.substr(0, brace))) return false;
  if (value.empty() || absl::StrContains(value, "/")) return false;
  request.query.emplace_back(method.path.substr(brace + 1, method.path.size() - brace - 2), value);
  return true;
}

absl::Status Read(const HttpRequest& request, pb::Message& message) {
  if (request.method == "GET") return FromQuery(request.query, message);
  if (!request.query.empty()) {
    return absl::InvalidArgumentError("got parameters in the address, wanted them in the body");
  }
  return FromJson(request.body, message);
}

HttpResponse Run(const Method& method, const HttpRequest& request) {
  const auto message = method.make_request();
  if (const auto read = Read(request, *message); !read.ok()) return Failed(read);
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kPatience);
  const auto response = method.make_response();
  const grpc::Status status = method.call(&context, *message, response.get());
  if (!status.ok()) return Failed(status);
  auto text = ToJson(*response);
  return text.ok() ? Json(200, *std::move(text)) : Failed(text.status());
}

// What is wrong with a POST before its body is read. A foreign page can post a form or plain text
// without asking, but not JSON.
std::optional<HttpResponse> RefuseType(const HttpRequest& request) {
  const absl::string_view type = absl::StripAsciiWhitespace(
      absl::string_view(request.content_type).substr(0, request.content_type.find(';')));
  if (!absl::EqualsIgnoreCase(type, "application/json")) {
    return Failed(absl::InvalidArgumentError(absl::StrCat(
                      "Content-Type: got ", type.empty() ? "nothing" : type.substr(0, 80),
                      ", wanted application/json")),
                  415);
  }
  if (!request.content_encoding.empty()) {
    return Failed(
        absl::InvalidArgumentError("Content-Encoding: got a compressed body, wanted a plain one"),
        415);
  }
  return std::nullopt;
}

HttpResponse Dispatch(const std::vector<Method>& methods, HttpRequest request) {
  absl::string_view path = request.path;
  std::vector<std::string> verbs, paths;
  if (absl::ConsumePrefix(&path, kPrefix)) {
    for (const Method& method : methods) {
      if (!Matches(method, path, request)) continue;
      if (method.verb == request.method) {
        if (request.body_too_large) {
          return Failed(absl::ResourceExhaustedError(
                            "body: got more bytes than --max-message-bytes, wanted no more"),
                        413);
        }
        return Run(method, request);
      }
      verbs.push_back(method.verb);
    }
  }
  if (!verbs.empty()) {
    HttpResponse refusal =
        Failed(absl::UnimplementedError(absl::StrCat("method: got ", request.method, ", wanted ",
                                                     absl::StrJoin(verbs, " or "))),
               405);
    refusal.headers.emplace_back("Allow", absl::StrJoin(verbs, ", "));
    return refusal;
  }
  for (const Method& method : methods) paths.push_back(absl::StrCat(kPrefix, method.path));
  return Failed(absl::NotFoundError(absl::StrCat("path: got one that is not served, wanted one of ",
                                                 absl::StrJoin(paths, ", "))));
}

}  // namespace

HttpRoute ApiRoute(std::shared_ptr<grpc::Channel> channel, ApiAccess access) {
  auto handler = [methods = Methods(channel)](const HttpRequest& request) {
    return Dispatch(methods, request);
  };
  auto refuse = [access =
                     std::move(access)](const HttpRequest& request) -> std::optional<HttpResponse> {
    if (const auto allowed = access.Check(request); !allowed.ok()) return Failed(allowed);
    return request.method == "POST" ? RefuseType(request) : std::nullopt;
  };
  return {.path = "/api/",
          .handler = std::move(handler),
          .methods = {"GET", "POST"},
          .refuse = std::move(refuse)};
}

}  // namespace credence::server
