#include "server/server.h"

#include <grpcpp/ext/proto_server_reflection_plugin.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/resource_quota.h>
#include <grpcpp/server_builder.h>

#include <algorithm>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "grpc/health/v1/health.pb.h"
#include "server/web/api.h"
#include "server/web/metrics_page.h"
#include "server/web/page.h"

namespace credence::server {
namespace {

// What is answered may still be on its way to the wire when nothing is in flight any more; health's
// Watch calls, which never end by themselves, are cancelled after it. Long enough for a large
// answer to a slow client; no time passes where no call is open.
constexpr auto kFlush = std::chrono::seconds(2);
constexpr absl::Duration kPoll = absl::Milliseconds(50);

BatchLimits BatchLimitsOf(const Config& config) {
  return {.max_batch_rows = config.max_batch_rows,
          .max_queue_rows = config.max_queue_rows,
          .max_batch_delay = absl::ToChronoNanoseconds(config.max_batch_delay),
          .inline_limit = absl::ToChronoNanoseconds(config.inline_limit)};
}

RequestLimits RequestLimitsOf(const Config& config) {
  return {.max_instances = config.max_instances,
          .max_message_bytes = config.max_message_bytes,
          .max_stream_in_flight = config.max_stream_in_flight};
}

void Configure(const Config& config, grpc::ServerBuilder& builder) {
  // gRPC refuses in few words and without details: up to twice the limit the service does it.
  builder.SetMaxReceiveMessageSize(
      static_cast<int>(std::min<int64_t>(2 * config.max_message_bytes, INT32_MAX)));
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, config.max_concurrent_streams);
  // Two servers on one port would take turns with the clients: refuse the second one.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  grpc::ResourceQuota quota("credence");
  quota.Resize(static_cast<size_t>(config.memory_quota_bytes));
  builder.SetResourceQuota(quota);
}

}  // namespace

Server::Server(const Config& config, Log& log)
    : config_(config),
      log_(log),
      calls_(metrics_, log),
      service_(catalog_, calls_, RequestLimitsOf(config)),
      monitoring_(catalog_, calls_, serving_) {}

Server::~Server() {
  http_.reset();
  {
    std::lock_guard lock(health_mutex_);
    has_health_ = false;
  }
  if (grpc_ != nullptr) grpc_->Shutdown(std::chrono::system_clock::now());
  // A batcher's thread may hold its own version by the request it has just answered.
  for (const auto& served : catalog_.List()) served->batcher->Stop();
}

absl::StatusOr<std::unique_ptr<Server>> Server::Start(const Config& config,
                                                      const PredictorLoader& loader, Log& log) {
  std::unique_ptr<Server> server(new Server(config, log));
  auto catalog =
      Catalog::Load(config.repository, loader, BatchLimitsOf(config), server->metrics_, log);
  if (!catalog.ok()) return catalog.status();
  server->catalog_ = *std::move(catalog);
  if (auto status = server->TakeOutcomes(); !status.ok()) return status;
  server->WatchTraffic();
  if (auto status = server->Listen(); !status.ok()) return status;
  if (auto status = server->ListenHttp(); !status.ok()) return status;
  server->SetUp(true);
  if (auto status = server->WritePortFile(); !status.ok()) return status;
  log.Info("serving", {{"listen", config.listen},
                       {"port", int64_t{server->port()}},
                       {"metrics_port", int64_t{server->metrics_port()}}});
  return server;
}

absl::Status Server::Listen() {
  // It would print a line for each malformed message: whoever sends them could fill the log.
  google::protobuf::SetLogHandler(nullptr);
  grpc::EnableDefaultHealthCheckService(true);
  grpc::reflection::InitProtoReflectionServerBuilderPlugin();
  // gRPC's health service has no descriptor of its own for reflection to show.
  google::protobuf::LinkMessageReflection<grpc::health::v1::HealthCheckRequest>();
  grpc::ServerBuilder builder;
  Configure(config_, builder);
  builder.AddListeningPort(config_.listen, grpc::InsecureServerCredentials(), &port_);
  builder.RegisterService(&service_);
  builder.RegisterService(&outcomes_->service());
  builder.RegisterService(&monitoring_);
  grpc_ = builder.BuildAndStart();
  if (grpc_ == nullptr || port_ == 0) {
    return absl::UnavailableError(
        absl::StrCat("--listen: cannot listen on ", config_.listen, "; is it taken?"));
  }
  return absl::OkStatus();
}

absl::Status Server::TakeOutcomes() {
  auto outcomes = Outcomes::Start(config_, catalog_, calls_, metrics_, log_,
                                  [this](bool works) { SetJournalWorks(works); });
  if (!outcomes.ok()) return outcomes.status();
  outcomes_ = *std::move(outcomes);
  service_.Use(outcomes_->recorder());
  return absl::OkStatus();
}

MonitoringSources Server::Sources() {
  if (outcomes_->writer() == nullptr) return {};
  const Monitor* monitor = outcomes_->monitor();
  return {.journal = [outcomes = outcomes_.get()] { return outcomes->State(); },
          .light =
              [monitor](const Served& served) {
                const auto snapshot = monitor->Find(served.model, served.version);
                return snapshot.ok() ? LightOf(**snapshot) : v1::TrafficLight();
              },
          .evidence = [monitor](const Served& served) -> absl::StatusOr<v1::GetEvidenceResponse> {
            const auto snapshot = monitor->Find(served.model, served.version);
            if (!snapshot.ok()) return snapshot.status();
            return ToProto(**snapshot);
          },
          .outcomes = [](const Served& served) { return served.outcomes->counted(); }};
}

void Server::WatchTraffic() {
  std::vector<const ModelMetrics*> models;
  for (const auto& served : catalog_.List()) models.push_back(served->metrics.get());
  traffic_ = std::make_unique<Traffic>(std::move(models));
  traffic_->Start();
  monitoring_.Watch(*traffic_, Sources());
}

absl::Status Server::ListenHttp() {
  if (config_.metrics_listen.empty()) return absl::OkStatus();
  auto access = ApiAccess::Make(config_.api, config_.metrics_listen, config_.api_token_file);
  if (!access.ok()) return access.status();
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(-1);  // its own answers are as long as they are
  std::vector<HttpRoute> routes = PageRoutes(PageFiles());
  routes.push_back(MetricsRoute(metrics_));
  routes.push_back(HealthRoute(serving_));
  routes.push_back(ApiRoute(grpc_->InProcessChannel(arguments), *std::move(access)));
  auto http = HttpServer::Start(
      {.address = config_.metrics_listen, .max_body_bytes = config_.max_message_bytes},
      std::move(routes));
  if (!http.ok()) return http.status();
  http_ = *std::move(http);
  return absl::OkStatus();
}

absl::Status Server::WritePortFile() const {
  if (config_.port_file.empty()) return absl::OkStatus();
  std::ofstream out(config_.port_file);
  out << "grpc=" << port() << "\nmetrics=" << metrics_port() << "\n";
  out.close();
  if (out.fail()) {
    return absl::UnavailableError(absl::StrCat("--port-file: cannot write ", config_.port_file));
  }
  return absl::OkStatus();
}

void Server::SetUp(bool up) {
  std::lock_guard lock(health_mutex_);
  up_ = up;
  has_health_ = true;
  UpdateHealth();
}

void Server::SetJournalWorks(bool works) {
  std::lock_guard lock(health_mutex_);
  journal_works_ = works;
  if (has_health_) UpdateHealth();
}

void Server::UpdateHealth() {
  const bool answers = up_ && (journal_works_ || config_.journal_on_failure == "serve");
  const bool journal = outcomes_->writer() != nullptr;
  const bool counts = up_ && journal && journal_works_;
  auto* health = grpc_->GetHealthCheckService();
  health->SetServingStatus("", answers);
  health->SetServingStatus(v1::PredictionService::service_full_name(), answers);
  for (const std::string& model : catalog_.Names()) health->SetServingStatus(model, answers);
  health->SetServingStatus(v1::OutcomeService::service_full_name(), counts);
  if (journal) health->SetServingStatus("journal", counts);
  // Whether a restart could help: neither a journal that fails nor a drain calls for one.
  health->SetServingStatus("live", true);
  serving_.store(answers);
}

void Server::AwaitScrape(const std::function<bool(absl::Duration)>& hurry) {
  if (http_ == nullptr) return;
  const absl::Time end = absl::Now() + config_.final_scrape_timeout;
  const int64_t pages = metrics_.pages();
  while (metrics_.pages() == pages && absl::Now() < end) {
    if (hurry(kPoll)) return;
  }
}

void Server::Drain(const std::function<bool(absl::Duration)>& hurry) {
  log_.Info("draining", {{"grace", absl::FormatDuration(config_.drain_grace)}});
  SetUp(false);
  bool now = hurry(config_.drain_grace);
  calls_.Refuse();
  service_.Drain();
  outcomes_->Drain();
  const absl::Time end = absl::Now() + config_.drain_timeout;
  bool idle = calls_.WaitUntilIdle(std::chrono::nanoseconds::zero());
  while (!idle && !now && absl::Now() < end) {
    now = hurry(kPoll);
    idle = calls_.WaitUntilIdle(std::chrono::nanoseconds::zero());
  }
  grpc_->Shutdown(std::chrono::system_clock::now() + (now ? kFlush.zero() : kFlush));
  outcomes_->Flush([&](absl::Duration wait) {
    now = now || hurry(wait);
    return now || absl::Now() >= end;
  });
  if (!now) AwaitScrape(hurry);
  log_.Info("stopped", {{"finished_all", idle ? "true" : "false"}});
}

}  // namespace credence::server
