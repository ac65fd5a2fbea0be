#include "server/web/metrics_page.h"

#include <gmock/gmock.h>
#include <httplib.h>

#include "absl/strings/str_cat.h"

namespace credence::server {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(MetricsPage, ServesThePageInPrometheusTextFormat) {
  Metrics metrics;
  const auto page = MetricsPage::Start("127.0.0.1:0", metrics);
  ASSERT_TRUE(page.ok()) << page.status();
  const auto result = httplib::Client("127.0.0.1", (*page)->port()).Get("/metrics");
  ASSERT_TRUE(result);
  EXPECT_EQ(result->status, 200);
  EXPECT_THAT(result->get_header_value("Content-Type"), StartsWith("text/plain; version=0.0.4"));
  EXPECT_THAT(result->body, HasSubstr("# TYPE credence_requests_in_flight gauge"));
}

TEST(MetricsPage, SaysWhetherTheServerServes) {
  Metrics metrics;
  const auto page = MetricsPage::Start("127.0.0.1:0", metrics);
  ASSERT_TRUE(page.ok()) << page.status();
  httplib::Client client("127.0.0.1", (*page)->port());
  EXPECT_EQ(client.Get("/healthz")->status, 200);
  (*page)->SetServing(false);
  EXPECT_EQ(client.Get("/healthz")->status, 503);
}

TEST(MetricsPage, IsNotHeldUpByConnectionsThatStayOpen) {
  Metrics metrics;
  const auto page = MetricsPage::Start("127.0.0.1:0", metrics);
  ASSERT_TRUE(page.ok()) << page.status();
  std::vector<std::unique_ptr<httplib::Client>> clients;
  for (int i = 0; i < 10; ++i) {
    auto& client =
        clients.emplace_back(std::make_unique<httplib::Client>("127.0.0.1", (*page)->port()));
    client->set_keep_alive(true);
    client->set_read_timeout(4);  // less than httplib keeps an idle connection by default
    const auto result = client->Get("/metrics");
    ASSERT_TRUE(result) << i;
    EXPECT_EQ(result->get_header_value("Connection"), "close");
  }
}

TEST(MetricsPage, RefusesAPortThatIsTaken) {
  Metrics metrics;
  const auto first = MetricsPage::Start("127.0.0.1:0", metrics);
  ASSERT_TRUE(first.ok());
  const auto second = MetricsPage::Start(absl::StrCat("127.0.0.1:", (*first)->port()), metrics);
  EXPECT_EQ(second.status().code(), absl::StatusCode::kUnavailable);
}

TEST(MetricsPage, RefusesAnAddressWithoutAPort) {
  Metrics metrics;
  EXPECT_EQ(MetricsPage::Start("localhost", metrics).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace credence::server
