#include "server/predict/errors.h"

#include "absl/strings/cord.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "google/rpc/error_details.pb.h"

namespace credence::server {
namespace {

constexpr absl::string_view kTypePrefix = "type.googleapis.com/";
// The message and the details travel in headers, of which clients accept 8 KiB together: the
// details hold more than the message, not everything.
constexpr size_t kLongestMessage = 500;
// Long enough to quote any honest value, short enough that an answer never echoes a hostile
// megabyte.
constexpr size_t kLongestQuote = 80;
constexpr int kRetryNanos = 50'000'000;
constexpr int kJournalRetryNanos = 500'000'000;

std::string Shorten(absl::string_view text, size_t longest) {
  if (text.size() <= longest) return std::string(text);
  size_t end = longest;
  while (end > 0 && (text[end] & 0xC0) == 0x80) --end;  // not within a UTF-8 character
  return absl::StrCat(text.substr(0, end), "...");
}

std::string Quote(absl::string_view text) { return Shorten(text, kLongestQuote); }

template <typename Detail>
std::string TypeUrl() {
  return absl::StrCat(kTypePrefix, Detail::descriptor()->full_name());
}

template <typename Detail>
void Attach(absl::Status& status, const Detail& detail) {
  status.SetPayload(TypeUrl<Detail>(), absl::Cord(detail.SerializeAsString()));
}

absl::Status Retryable(const std::string& message, int nanos = kRetryNanos) {
  absl::Status status = absl::UnavailableError(message);
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_nanos(nanos);
  Attach(status, retry);
  return status;
}

absl::Status BadField(absl::StatusCode code, const std::string& field, const std::string& reason) {
  const std::string text = Shorten(reason, Violations::kMostBytes / 2);
  absl::Status status(code, absl::StrCat(field, ": ", text));
  google::rpc::BadRequest bad;
  auto* violation = bad.add_field_violations();
  violation->set_field(field);
  violation->set_description(text);
  Attach(status, bad);
  return status;
}

}  // namespace

void Violations::Add(std::string field, absl::string_view got, absl::string_view wanted) {
  if (full()) return;
  Violation found{Quote(field), absl::StrCat("got ", Quote(got), ", wanted ", wanted)};
  // The first one is kept, whatever its length.
  if (found_.empty()) found.description = Shorten(found.description, kMostBytes / 2);
  const size_t bytes = found.field.size() + found.description.size();
  cut_ = bytes_ + bytes > kMostBytes;
  if (cut_) return;
  bytes_ += bytes;
  found_.push_back(std::move(found));
}

void Violations::Add(std::string field, double got, absl::string_view wanted) {
  Add(std::move(field), absl::StrCat(got), wanted);
}

absl::Status Violations::ToStatus() const {
  constexpr size_t kRoomForCount = 40;
  std::string message = Shorten(absl::StrCat(found_[0].field, ": ", found_[0].description),
                                kLongestMessage - kRoomForCount);
  const size_t others = found_.size() - 1 + (cut_ ? 1 : 0);
  if (others > 0) {
    absl::StrAppend(&message, " (and ", full() ? "at least " : "", others, " more)");
  }
  absl::Status status = absl::InvalidArgumentError(message);
  google::rpc::BadRequest bad;
  for (const auto& [field, description] : found_) {
    auto* violation = bad.add_field_violations();
    violation->set_field(field);
    violation->set_description(description);
  }
  Attach(status, bad);
  return status;
}

namespace error {

absl::Status UnknownModel(absl::string_view model, const std::vector<std::string>& known) {
  return BadField(absl::StatusCode::kNotFound, "model",
                  absl::StrCat("got ", model.empty() ? "nothing" : Quote(model), ", wanted one of ",
                               absl::StrJoin(known, ", ")));
}

absl::Status UnknownVersion(absl::string_view model, int64_t version,
                            const std::vector<int64_t>& known) {
  return BadField(absl::StatusCode::kNotFound, "version",
                  absl::StrCat("got ", version, ", wanted one of ", absl::StrJoin(known, ", "),
                               ", the versions of ", model, " in service, or 0 for the newest"));
}

absl::Status UnknownCohort(absl::string_view cohort, const std::vector<std::string>& known) {
  const std::string wanted = known.empty()
                                 ? "none: this model has no cohorts"
                                 : absl::StrCat("one of ", absl::StrJoin(known, ", "), ", or none");
  return BadField(absl::StatusCode::kNotFound, "cohort",
                  absl::StrCat("got ", Quote(cohort), ", wanted ", wanted));
}

absl::Status CannotEncode(const std::string& instance, const absl::Status& reason) {
  return BadField(absl::StatusCode::kInvalidArgument, instance, std::string(reason.message()));
}

absl::Status TooManyInstances(int64_t got, int64_t limit) {
  return BadField(absl::StatusCode::kResourceExhausted, "instances",
                  absl::StrCat("got ", got, ", wanted at most ", limit, " (--max-instances)"));
}

absl::Status TooManyBytes(int64_t got, int64_t limit) {
  return BadField(
      absl::StatusCode::kResourceExhausted, "request",
      absl::StrCat("got ", got, " bytes, wanted at most ", limit, " (--max-message-bytes)"));
}

absl::Status Malformed(absl::string_view type) {
  return BadField(
      absl::StatusCode::kInvalidArgument, "request",
      absl::StrCat("got bytes that are no ", type.substr(type.rfind('.') + 1), " (valid UTF-8?)"));
}

absl::Status BadJson(absl::string_view reason) {
  return BadField(absl::StatusCode::kInvalidArgument, "body", std::string(reason));
}

absl::Status QueueFull(int64_t waiting, int64_t limit) {
  return Retryable(absl::StrCat("the queue is full: ", waiting, " rows wait, at most ", limit,
                                " may (--max-queue-rows)"));
}

absl::Status NoOutcomes() {
  return BadField(absl::StatusCode::kInvalidArgument, "outcomes", "got none, wanted at least one");
}

absl::Status TooManyOutcomes(int64_t got, int64_t limit) {
  return BadField(absl::StatusCode::kResourceExhausted, "outcomes",
                  absl::StrCat("got ", got, ", wanted at most ", limit, " (--max-outcomes)"));
}

absl::Status NoJournal() {
  return absl::FailedPreconditionError(
      "this server keeps no journal (--journal), so no outcome would be durable");
}

absl::Status JournalFails(absl::string_view reason) {
  absl::Status status = Retryable(absl::StrCat("the journal fails: ", reason), kJournalRetryNanos);
  google::rpc::ErrorInfo info;
  info.set_reason("JOURNAL_UNAVAILABLE");
  info.set_domain("credence");
  Attach(status, info);
  return status;
}

absl::Status Busy() { return Retryable("too many such requests wait already"); }

absl::Status Draining() { return Retryable("the server is shutting down"); }

absl::Status Expired() {
  return absl::DeadlineExceededError(
      "the deadline passed while the request was queued; it was dropped, not computed");
}

absl::Status Cancelled() {
  return absl::CancelledError("the client cancelled while the request was queued");
}

}  // namespace error

google::rpc::Status ToRpcStatus(const absl::Status& status) {
  google::rpc::Status rpc;
  rpc.set_code(static_cast<int>(status.code()));
  rpc.set_message(Shorten(status.message(), kLongestMessage));
  status.ForEachPayload([&rpc](absl::string_view type, const absl::Cord& bytes) {
    auto* detail = rpc.add_details();
    detail->set_type_url(std::string(type));
    detail->set_value(std::string(bytes));
  });
  return rpc;
}

grpc::Status ToGrpcStatus(const absl::Status& status) {
  if (status.ok()) return grpc::Status::OK;
  const google::rpc::Status rpc = ToRpcStatus(status);
  return grpc::Status(static_cast<grpc::StatusCode>(rpc.code()), rpc.message(),
                      rpc.details_size() > 0 ? rpc.SerializeAsString() : std::string());
}

}  // namespace credence::server
