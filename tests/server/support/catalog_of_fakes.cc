#include "tests/server/support/catalog_of_fakes.h"

#include <filesystem>
#include <sstream>

#include "tests/server/support/fake_predictor.h"

namespace credence::server::testing {

Catalog CatalogOfFakes(Metrics& metrics) {
  namespace fs = std::filesystem;
  std::string name = (fs::temp_directory_path() / "credence-fakes-XXXXXX").string();
  const fs::path folder = mkdtemp(name.data());
  fs::create_directories(folder / "fake" / "1");
  fs::create_directories(folder / "fake" / "2");
  std::ostringstream logged;
  Log log("text", "error", logged);
  auto catalog = Catalog::Load(
      folder.string(), [](const std::string&) { return MakeFakePredictor(); }, {}, metrics, log);
  fs::remove_all(folder);
  return *std::move(catalog);
}

}  // namespace credence::server::testing
