#include "server/catalog/catalog.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <filesystem>

#include "server/catalog/describe.h"
#include "tests/server/support/fake_predictor.h"

namespace credence::server {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct CatalogTest : ::testing::Test {
  CatalogTest() {
    std::string name = (fs::temp_directory_path() / "credence-catalog-XXXXXX").string();
    repository = mkdtemp(name.data());
  }
  ~CatalogTest() override { fs::remove_all(repository); }

  void Add(const std::string& folder) { fs::create_directories(repository / folder); }
  absl::StatusOr<Catalog> Load() {
    return Catalog::Load(
        repository.string(),
        [this](const std::string& folder) -> absl::StatusOr<std::unique_ptr<predict::Predictor>> {
          if (folder.ends_with(broken)) return absl::DataLossError("weights are torn");
          return testing::MakeFakePredictor();
        },
        {}, metrics, log);
  }

  fs::path repository;
  std::string broken = "no such folder";
  Metrics metrics;
  std::ostringstream logged;
  Log log{"text", "info", logged};
};

TEST_F(CatalogTest, ServesTheNewestVersionByDefaultAndAnyOnRequest) {
  for (const char* folder : {"a/1", "a/2", "a/10", "b/1"}) Add(folder);
  const auto catalog = Load();
  ASSERT_TRUE(catalog.ok());
  EXPECT_EQ((*catalog->Find("a", 0))->version, 10);
  EXPECT_EQ((*catalog->Find("a", 2))->version, 2);
  EXPECT_THAT(catalog->Names(), ElementsAre("a", "b"));
}

TEST_F(CatalogTest, ListsByNameThenNewestFirst) {
  for (const char* folder : {"b/1", "a/1", "a/2"}) Add(folder);
  std::vector<std::string> listed;
  for (const auto& served : Load()->List()) {
    listed.push_back(served->model + std::to_string(served->version));
  }
  EXPECT_THAT(listed, ElementsAre("a2", "a1", "b1"));
}

TEST_F(CatalogTest, LeavesOutABrokenVersionAndSaysWhy) {
  for (const char* folder : {"a/1", "a/2"}) Add(folder);
  broken = "a/2";
  const auto catalog = Load();
  ASSERT_TRUE(catalog.ok());
  EXPECT_EQ((*catalog->Find("a", 0))->version, 1);
  EXPECT_THAT(logged.str(), AllOf(HasSubstr("a/2"), HasSubstr("weights are torn")));
  EXPECT_EQ(metrics.load_failures().Value(), 1);
}

TEST_F(CatalogTest, RefusesAFolderThatIsNoVersion) {
  for (const char* folder : {"a/1", "a/latest", "a/01"}) Add(folder);
  ASSERT_TRUE(Load().ok());
  EXPECT_EQ(metrics.load_failures().Value(), 2);
  EXPECT_THAT(logged.str(), HasSubstr("got latest, wanted a number from 1"));
}

TEST_F(CatalogTest, PassesOverHiddenFolders) {
  for (const char* folder : {"a/1", "a/.tmp", ".git/1"}) Add(folder);
  EXPECT_THAT(Load()->Names(), ElementsAre("a"));
  EXPECT_EQ(metrics.load_failures().Value(), 0);
}

TEST_F(CatalogTest, PassesOverTheFolderThatAVolumeHas) {
  for (const char* folder : {"a/1", "lost+found/x"}) Add(folder);
  EXPECT_THAT(Load()->Names(), ElementsAre("a"));
  EXPECT_EQ(metrics.load_failures().Value(), 0);
}

TEST_F(CatalogTest, SaysWhichFolderItMayNotRead) {
  for (const char* folder : {"a/1", "locked/1"}) Add(folder);
  fs::permissions(repository, fs::perms::all);
  fs::permissions(repository / "locked", fs::perms::none);
  const bool root = geteuid() == 0;  // who may read everything
  constexpr uid_t kNobody = 65534;
  if (root) {
    ASSERT_EQ(seteuid(kNobody), 0);
  }
  const auto catalog = Load();
  if (root) {
    ASSERT_EQ(seteuid(0), 0);
  }
  fs::permissions(repository / "locked", fs::perms::all);
  ASSERT_TRUE(catalog.ok());
  EXPECT_THAT(catalog->Names(), ElementsAre("a"));
  EXPECT_THAT(logged.str(), AllOf(HasSubstr("locked"), HasSubstr("Permission denied")));
  EXPECT_EQ(metrics.load_failures().Value(), 1);
}

TEST_F(CatalogTest, LoadsTheOthersWhereALinkLeadsNowhere) {
  for (const char* folder : {"a/1", "z/1"}) Add(folder);
  fs::create_symlink("loop", repository / "loop");
  const auto catalog = Load();
  ASSERT_TRUE(catalog.ok());
  EXPECT_THAT(catalog->Names(), ElementsAre("a", "z"));
  EXPECT_THAT(logged.str(), HasSubstr("loop"));
  EXPECT_EQ(metrics.load_failures().Value(), 1);
}

TEST_F(CatalogTest, DoesNotStartWithoutAModel) {
  EXPECT_EQ(Load().status().code(), absl::StatusCode::kFailedPrecondition);
  Add("a/1");
  broken = "a/1";
  EXPECT_EQ(Load().status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST_F(CatalogTest, DoesNotStartWithoutARepository) {
  fs::remove_all(repository);
  EXPECT_EQ(Load().status().code(), absl::StatusCode::kNotFound);
}

TEST_F(CatalogTest, NamesWhatThereIsWhenAskedForSomethingElse) {
  for (const char* folder : {"a/1", "a/2"}) Add(folder);
  const auto catalog = Load();
  EXPECT_THAT(catalog->Find("x", 0).status().message(), HasSubstr("got x, wanted one of a"));
  EXPECT_THAT(catalog->Find("a", 3).status().message(), HasSubstr("got 3, wanted one of 2, 1"));
}

TEST_F(CatalogTest, DescribesAModel) {
  Add("a/1");
  const auto catalog = Load();
  const v1::Model model = Describe(**catalog->Find("a", 1), true);
  EXPECT_EQ(model.summary().members(), 4);
  EXPECT_EQ(model.summary().model(), "a");
  EXPECT_EQ(model.input_width(), 3);
  ASSERT_EQ(model.variables_size(), 3);
  EXPECT_EQ(model.variables(2).kind(), "series");
  EXPECT_EQ(model.variables(2).accepted_units(0).unit(), "Hz");
  EXPECT_EQ(model.figures().at("auroc"), 0.5);
  EXPECT_EQ(model.model_card(), "# fake\n");
  EXPECT_EQ(model.deferral_rules_size(), 0);
}

}  // namespace
}  // namespace credence::server
