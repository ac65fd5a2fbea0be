#include "server/config/config.h"

#include <gmock/gmock.h>

#include <cstdio>
#include <fstream>
#include <map>

namespace credence::server {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

// What the next call of Read sees besides flags.
struct ConfigTest : ::testing::Test {
  ~ConfigTest() override { std::remove(path.c_str()); }

  absl::StatusOr<std::variant<Config, Notice>> Read(std::vector<std::string> flags) {
    if (!file.empty()) {
      std::ofstream(path) << file;
      flags.insert(flags.end(), {"--config", path});
    }
    return ReadConfig(flags, [this](const std::string& name) {
      const auto found = environment.find(name);
      return found == environment.end() ? nullptr : found->second.c_str();
    });
  }
  Config Good(std::vector<std::string> flags) {
    flags.insert(flags.end(), {"--repository", "models"});
    const auto read = Read(flags);
    EXPECT_TRUE(read.ok()) << read.status();
    return read.ok() ? std::get<Config>(*read) : Config{};
  }
  std::string Error(std::vector<std::string> flags) {
    flags.insert(flags.end(), {"--repository", "models"});
    return std::string(Read(flags).status().message());
  }

  std::map<std::string, std::string> environment;
  std::string file;
  const std::string path = ::testing::TempDir() + "credence_config_test.toml";
};

TEST_F(ConfigTest, HasDefaultsForEverythingButTheRepository) {
  const Config config = Good({});
  EXPECT_EQ(config.listen, "127.0.0.1:8500");
  EXPECT_EQ(config.max_batch_rows, 64);
  EXPECT_EQ(config.inline_limit, absl::Microseconds(250));
  EXPECT_THAT(Read({}).status().message(), HasSubstr("--repository: got nothing"));
}

TEST_F(ConfigTest, AFlagWinsOverTheEnvironmentWhichWinsOverTheFile) {
  file = "max_batch_rows = 1\nmax_queue_rows = 2001\ndrain_grace = '1s'\n";
  environment = {{"CREDENCE_MAX_BATCH_ROWS", "2"}, {"CREDENCE_MAX_QUEUE_ROWS", "2002"}};
  const Config config = Good({"--max-batch-rows", "3"});
  EXPECT_EQ(config.max_batch_rows, 3);
  EXPECT_EQ(config.max_queue_rows, 2002);
  EXPECT_EQ(config.drain_grace, absl::Seconds(1));
  EXPECT_EQ(config.drain_timeout, absl::Seconds(30));
}

TEST_F(ConfigTest, TheEnvironmentMayNameTheFile) {
  file = "log_level = 'debug'\n";
  std::ofstream(path) << file;
  file.clear();
  environment = {{"CREDENCE_CONFIG", path}};
  EXPECT_EQ(Good({}).log_level, "debug");
}

TEST_F(ConfigTest, RefusesAnUnknownFlag) {
  EXPECT_THAT(Error({"--max-batch-row", "3"}), HasSubstr("--max-batch-row"));
}

TEST_F(ConfigTest, RefusesAnUnknownKeyInTheFile) {
  file = "max_batch_row = 3\n";
  EXPECT_THAT(Error({}), AllOf(HasSubstr(path), HasSubstr("unknown key max_batch_row")));
}

TEST_F(ConfigTest, RefusesATableInTheFile) {
  file = "[batching]\nmax_batch_rows = 3\n";
  EXPECT_THAT(Error({}), HasSubstr("batching: got a table"));
}

TEST_F(ConfigTest, RefusesAFileThatIsNoToml) {
  file = "max_batch_rows 3\n";
  EXPECT_THAT(Error({}), HasSubstr(path));
}

TEST_F(ConfigTest, RefusesAFileThatIsNotThere) {
  EXPECT_THAT(Error({"--config", "/no/such/file"}), HasSubstr("/no/such/file"));
}

TEST_F(ConfigTest, ChecksValuesWhereverTheyComeFrom) {
  EXPECT_THAT(Error({"--max-batch-rows", "0"}), HasSubstr("got 0, wanted a whole number from 1"));
  EXPECT_THAT(Error({"--log-format", "xml"}), HasSubstr("xml"));
  environment = {{"CREDENCE_DRAIN_GRACE", "soon"}};
  EXPECT_THAT(Error({}), AllOf(HasSubstr("CREDENCE_DRAIN_GRACE"), HasSubstr("got soon")));
  environment.clear();
  file = "threads = 'many'\n";
  EXPECT_THAT(Error({}), AllOf(HasSubstr("threads"), HasSubstr("many")));
}

TEST_F(ConfigTest, ReadsSizesWithUnits) {
  EXPECT_EQ(Good({"--max-message-bytes", "2MiB"}).max_message_bytes, 2 << 20);
}

TEST_F(ConfigTest, RefusesAQueueSmallerThanARequest) {
  EXPECT_THAT(Error({"--max-queue-rows", "10"}), HasSubstr("--max-instances (1024)"));
}

TEST_F(ConfigTest, RefusesAJournalQueueSmallerThanAReport) {
  EXPECT_THAT(Error({"--journal-queue", "10"}), HasSubstr("--max-outcomes (10000)"));
}

TEST_F(ConfigTest, RefusesToForgetWhatMayStillBeReported) {
  EXPECT_THAT(Error({"--journal-retention", "24h"}), HasSubstr("--outcome-horizon (2160h)"));
  EXPECT_EQ(Good({"--journal-retention", "2160h"}).journal_retention, absl::Hours(2160));
  EXPECT_EQ(Good({}).journal_retention, absl::ZeroDuration());
}

TEST_F(ConfigTest, HelpGroupsFlagsWithUnitsAndDefaults) {
  const auto read = Read({"--help"});
  ASSERT_TRUE(read.ok());
  const std::string& help = std::get<Notice>(*read).text;
  EXPECT_THAT(help, AllOf(HasSubstr("Batching"), HasSubstr("--inline-limit DURATION=250us"),
                          HasSubstr("--max-message-bytes BYTES=4194304")));
}

TEST_F(ConfigTest, VersionIsOneLine) {
  const auto read = Read({"--version"});
  ASSERT_TRUE(read.ok());
  EXPECT_THAT(std::get<Notice>(*read).text, HasSubstr("credence-server 0."));
}

}  // namespace
}  // namespace credence::server
