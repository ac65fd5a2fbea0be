#include "server/telemetry/log.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>
#include <sstream>

namespace credence::server {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Log, WritesOneJsonObjectALine) {
  std::ostringstream out;
  Log log("json", "info", out);
  log.Info("loaded \"a\"\n", {{"model", "a\nb"}, {"version", int64_t{2}}, {"ms", 1.5}});
  const std::string written = out.str();
  ASSERT_EQ(written.find('\n'), written.size() - 1);
  const auto line = nlohmann::json::parse(written);
  EXPECT_EQ(line["level"], "info");
  EXPECT_EQ(line["message"], "loaded \"a\"\n");
  EXPECT_EQ(line["model"], "a\nb");
  EXPECT_EQ(line["version"], 2);
  EXPECT_EQ(line["ms"], 1.5);
  EXPECT_TRUE(line.contains("time"));
}

TEST(Log, WritesTextForPeople) {
  std::ostringstream out;
  Log log("text", "info", out);
  log.Warning("slow", {{"ms", 2.5}});
  EXPECT_THAT(out.str(), HasSubstr("warning slow ms=2.5\n"));
}

TEST(Log, LeavesOutWhatIsBelowItsLevel) {
  std::ostringstream out;
  Log log("text", "warning", out);
  log.Info("no");
  log.Debug("no");
  EXPECT_THAT(out.str(), IsEmpty());
  EXPECT_FALSE(log.Enabled(Log::Level::kInfo));
  EXPECT_TRUE(log.Enabled(Log::Level::kError));
}

TEST(Log, TakesBytesThatAreNoUtf8) {
  std::ostringstream out;
  Log log("json", "info", out);
  log.Info("x", {{"model", "\xff"}});
  EXPECT_TRUE(nlohmann::json::accept(out.str()));
}

}  // namespace
}  // namespace credence::server
