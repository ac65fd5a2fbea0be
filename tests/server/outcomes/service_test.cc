#include "server/outcomes/service.h"

#include <gmock/gmock.h>
#include <grpcpp/grpcpp.h>

#include <future>
#include <sstream>
#include <thread>

#include "tests/server/support/catalog_of_fakes.h"
#include "tests/server/support/fake_journal.h"

namespace credence::server {
namespace {

using ::testing::HasSubstr;

struct CountsReads : testing::FakeJournal {
  absl::StatusOr<std::vector<JournalPair>> Read(const PairQuery& query) override {
    ++reads;
    return FakeJournal::Read(query);
  }
  std::atomic<int> reads = 0;
};

struct OutcomeServiceTest : ::testing::Test {
  OutcomeServiceTest() {
    service.Use(intake, journal, worker, {});
    server = grpc::ServerBuilder().RegisterService(&service).BuildAndStart();
    stub = v1::OutcomeService::NewStub(server->InProcessChannel({}));
  }
  ~OutcomeServiceTest() override { server->Shutdown(); }
  grpc::Status GetCalibration() {
    grpc::ClientContext context;
    v1::GetCalibrationRequest request;
    request.set_model("fake");
    v1::GetCalibrationResponse response;
    return stub->GetCalibration(&context, request, &response);
  }
  bool InFlight() const {
    const std::string series = "credence_requests_in_flight{method=\"GetCalibration\"} 1";
    return metrics.Page().find(series) != std::string::npos;
  }

  Metrics metrics;
  std::ostringstream lines;
  Log log{"text", "info", lines};
  const Catalog catalog = testing::CatalogOfFakes(metrics);
  const ReceiptKeys keys = ReceiptKeys::Random();
  CountsReads journal;
  JournalWriter writer{journal, WriterOptions{.wrote = {}}, [](const WriterState&) {}};
  Intake intake{catalog, keys, writer, metrics, {}};
  Calls calls{metrics, log};
  OutcomeService service{catalog, calls, {}};
  Worker worker{2};
  std::unique_ptr<grpc::Server> server;
  std::unique_ptr<v1::OutcomeService::Stub> stub;
};

TEST_F(OutcomeServiceTest, SaysWhatIsWrongWithTheJournal) {
  EXPECT_TRUE(GetCalibration().ok());
  journal.Fail(absl::ResourceExhaustedError("no space on /secret/place"));
  EXPECT_THAT(GetCalibration().error_message(), HasSubstr("it is full"));
  journal.Fail(absl::DataLossError("/secret/place is damaged"));
  EXPECT_THAT(GetCalibration().error_message(), HasSubstr("it is corrupt"));
  journal.Fail(LockedError("/secret/place is locked"));
  const grpc::Status locked = GetCalibration();
  EXPECT_THAT(locked.error_message(), HasSubstr("it is locked"));
  EXPECT_EQ(locked.error_code(), grpc::StatusCode::UNAVAILABLE);
}

TEST_F(OutcomeServiceTest, ComputesNothingForAQueuedCallOnceTheServerDrains) {
  std::promise<void> go;
  worker.Post([&go](bool) { go.get_future().wait(); });
  std::future<grpc::Status> queued =
      std::async(std::launch::async, [this] { return GetCalibration(); });
  while (!InFlight()) std::this_thread::yield();
  calls.Refuse();
  go.set_value();
  EXPECT_THAT(queued.get().error_message(), HasSubstr("shutting down"));
  EXPECT_EQ(journal.reads, 0);
}

}  // namespace
}  // namespace credence::server
