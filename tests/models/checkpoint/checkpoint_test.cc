#include "models/checkpoint/checkpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <limits>

#include "models/checkpoint/atomic_file.h"
#include "models/checkpoint/posteriors.h"
#include "tests/models/checkpoint/small_checkpoint.h"

namespace credence::checkpoint {
namespace {

using testing::HasSubstr;

std::string ReadText(const std::string& path) { return ReadFile(path, 1 << 20).value(); }

std::string DigestOf(const std::string& path) {
  const std::string text = ReadText(path);
  return Sha256(std::as_bytes(std::span(text)));
}

// Only the bytes: no sync, no rename.
void Overwrite(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

TEST(Checkpoint, ReadsWhatItWrites) {
  const Manifest manifest = SmallManifest();
  const std::string folder = WriteSmallCheckpoint(manifest, 7);
  const absl::StatusOr<Checkpoint> read = ReadCheckpoint(folder);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->manifest.model, "small");
  EXPECT_EQ(read->model_card, "# A small model\n");
  for (const auto& [name, values] : RandomWeights(manifest, 7).values) {
    EXPECT_THAT(read->weights->Find(name)->f32(), testing::ElementsAreArray(values)) << name;
  }
}

TEST(Checkpoint, ReadsWhatItWritesOfEveryPosterior) {
  for (const std::string& posterior : PosteriorNames()) {
    Manifest manifest = SmallManifest();
    manifest.rank1 = SmallRank1(posterior);
    const absl::StatusOr<Checkpoint> read = ReadCheckpoint(WriteSmallCheckpoint(manifest, 7));
    ASSERT_TRUE(read.ok()) << posterior << read.status();
    EXPECT_EQ(read->manifest.rank1.posterior, posterior);
    EXPECT_EQ(read->manifest.rank1.dropout_rate, manifest.rank1.dropout_rate);
    const OwnedWeights wanted = RandomWeights(manifest, 7);
    EXPECT_EQ(read->weights->tensors().size(), wanted.values.size());
    for (const auto& [name, values] : wanted.values) {
      EXPECT_THAT(read->weights->Find(name)->f32(), testing::ElementsAreArray(values)) << name;
    }
  }
}

TEST(Checkpoint, ReadsACardThatIsNotThereAsEmpty) {
  const std::string folder = WriteSmallCheckpoint(SmallManifest());
  std::filesystem::remove(folder + "/MODEL_CARD.md");
  EXPECT_EQ(ReadCheckpoint(folder)->model_card, "");
}

TEST(Checkpoint, SaysWhichFileIsMissing) {
  const std::string folder = WriteSmallCheckpoint(SmallManifest());
  std::filesystem::remove(folder + "/weights.safetensors");
  EXPECT_TRUE(absl::IsNotFound(ReadCheckpoint(folder).status()));
  EXPECT_THAT(ReadCheckpoint(folder).status().message(), HasSubstr("weights.safetensors"));
  EXPECT_TRUE(absl::IsNotFound(ReadCheckpoint(folder + "/none").status()));
}

TEST(Checkpoint, RefusesEveryFlippedByteOfTheWeights) {
  const std::string folder = WriteSmallCheckpoint(SmallManifest(2, {2}));
  const std::string path = folder + "/weights.safetensors";
  const std::string good = ReadText(path);
  for (size_t at = 0; at < good.size(); at += 1 + at / 97) {
    std::string bad = good;
    bad[at] = static_cast<char>(bad[at] ^ (1 << at % 8));
    Overwrite(path, bad);
    EXPECT_TRUE(absl::IsDataLoss(ReadCheckpoint(folder).status())) << at;
  }
}

// With a digest that fits: what the checksum would catch must not crash either.
TEST(Safetensors, SurvivesEveryFlippedByteOfItsHeader) {
  const std::string folder = WriteSmallCheckpoint(SmallManifest(2, {2}));
  const std::string path = folder + "/weights.safetensors";
  const std::string good = ReadText(path);
  const size_t header =
      good.find('\0', 8) == std::string::npos ? good.size() : good.rfind("  ") + 2;
  std::vector<uint64_t> words(good.size() / 8 + 1);
  int accepted = 0;
  for (size_t at = 0; at < header; ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::memcpy(words.data(), good.data(), good.size());
      auto* bytes = reinterpret_cast<char*>(words.data());
      bytes[at] = static_cast<char>(bytes[at] ^ (1 << bit));
      const auto file = SafetensorsFile::Parse(std::as_bytes(std::span(bytes, good.size())));
      accepted += file.ok() ? 1 : 0;
      EXPECT_TRUE(file.ok() || absl::IsDataLoss(file.status())) << at << " " << file.status();
    }
  }
  // Only a changed letter of a name passes, and then the name is one that the network does not
  // know.
  EXPECT_LT(accepted, static_cast<int>(header) * 8 / 2);
}

TEST(Checkpoint, RefusesATruncatedFileOfEveryLength) {
  const std::string folder = WriteSmallCheckpoint(SmallManifest(2, {2}));
  const std::string path = folder + "/weights.safetensors";
  const std::string good = ReadText(path);
  for (size_t size = 0; size < good.size(); size += 41) {
    Overwrite(path, good.substr(0, size));
    EXPECT_TRUE(absl::IsDataLoss(ReadCheckpoint(folder).status())) << size;
  }
}

TEST(Checkpoint, RefusesEveryTruncatedManifest) {
  const std::string folder = WriteSmallCheckpoint(SmallManifest(2, {2}));
  const std::string path = folder + "/manifest.json";
  const std::string good = ReadText(path);
  for (size_t size = 0; size + 2 < good.size(); size += 13) {
    Overwrite(path, good.substr(0, size));
    EXPECT_TRUE(absl::IsInvalidArgument(ReadCheckpoint(folder).status())) << size;
  }
}

TEST(Checkpoint, RefusesARowWidthThatIsNotTheEncodings) {
  const std::string folder = WriteSmallCheckpoint(SmallManifest());
  const std::string path = folder + "/manifest.json";
  std::string text = ReadText(path);
  text.replace(text.find("\"width\": 5"), 10, "\"width\": 6");
  Overwrite(path, text);
  EXPECT_THAT(ReadCheckpoint(folder).status().message(),
              HasSubstr("network.input_width: got 5, wanted 6"));
}

TEST(Checkpoint, RefusesAGridThatIsNotTheEncodings) {
  Manifest manifest = SmallManifest(20, {4});
  manifest.network.name = "ehr_lstm";
  manifest.network.steps = 3;
  manifest.network.step_width = 5;
  manifest.network.lstm_units = 4;
  manifest.encoding["steps"] = 5;
  manifest.encoding["step_width"] = 3;
  const OwnedWeights weights = RandomWeights(manifest, 1);
  EXPECT_THAT(WriteCheckpoint(TestFolder() + "/1", manifest, weights.Views(), "").message(),
              HasSubstr("network.steps: got 3, wanted 5"));
}

// What WriteCheckpoint says about weights of which one was changed.
absl::Status WriteChanged(const std::function<void(OwnedWeights&)>& change) {
  OwnedWeights weights = RandomWeights(SmallManifest(), 1);
  change(weights);
  const std::string folder = TestFolder() + "/changed";
  const absl::Status status = WriteCheckpoint(folder, SmallManifest(), weights.Views(), "");
  EXPECT_FALSE(std::filesystem::exists(folder + "/manifest.json"));
  return status;
}

TEST(Checkpoint, RefusesWeightsThatDoNotFitTheNetwork) {
  EXPECT_THAT(WriteChanged([](OwnedWeights& w) { w.values.erase("l1.r.mean"); }).message(),
              HasSubstr("'l1.r.mean' [2, 4] is missing"));
  EXPECT_THAT(WriteChanged([](OwnedWeights& w) {
                w.shapes["l0.kernel"] = {4, 5};
              }).message(),
              HasSubstr("'l0.kernel': got F32 [4, 5], wanted F32 [5, 4]"));
  EXPECT_THAT(WriteChanged([](OwnedWeights& w) {
                w.values["extra"] = {1};
                w.shapes["extra"] = {1};
              }).message(),
              HasSubstr("'extra'"));
}

TEST(Checkpoint, RefusesNanAndInfinity) {
  for (float bad : {std::nanf(""), std::numeric_limits<float>::infinity()}) {
    const absl::Status status =
        WriteChanged([bad](OwnedWeights& w) { w.values["l0.bias"][1] = bad; });
    EXPECT_TRUE(absl::IsInvalidArgument(status));
    EXPECT_THAT(status.message(), HasSubstr("'l0.bias'"));
  }
}

// A file with a good digest and NaN inside, as another program might write it.
TEST(Checkpoint, RefusesNanInAFileOfAnother) {
  const Manifest manifest = SmallManifest();
  const std::string folder = WriteSmallCheckpoint(manifest);
  OwnedWeights weights = RandomWeights(manifest, 7);
  weights.values["l0.kernel"][0] = std::nanf("");
  const std::string path = folder + "/weights.safetensors";
  const std::string before = DigestOf(path);
  ASSERT_TRUE(WriteSafetensors(path, weights.Views()).ok());
  std::string text = ReadText(folder + "/manifest.json");
  text.replace(text.find(before), 64, DigestOf(path));
  Overwrite(folder + "/manifest.json", text);
  EXPECT_THAT(ReadCheckpoint(folder).status().message(), HasSubstr("'l0.kernel': got nan"));
}

TEST(Checkpoint, RefusesToWriteAManifestThatItWouldNotRead) {
  Manifest manifest = SmallManifest();
  manifest.strata[1].lower = 0.3;
  const std::string folder = TestFolder() + "/a";
  const OwnedWeights weights = RandomWeights(manifest, 1);
  EXPECT_TRUE(absl::IsInvalidArgument(WriteCheckpoint(folder, manifest, weights.Views(), "")));
  EXPECT_FALSE(std::filesystem::exists(folder));
}

TEST(Checkpoint, OverwritesAnOlderOne) {
  const Manifest manifest = SmallManifest();
  const std::string folder = WriteSmallCheckpoint(manifest, 1);
  ASSERT_TRUE(WriteCheckpoint(folder, manifest, RandomWeights(manifest, 2).Views(), "new").ok());
  EXPECT_EQ(ReadCheckpoint(folder)->model_card, "new");
}

}  // namespace
}  // namespace credence::checkpoint
