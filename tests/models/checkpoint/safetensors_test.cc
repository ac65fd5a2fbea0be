#include "models/checkpoint/safetensors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstring>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "models/checkpoint/atomic_file.h"
#include "tests/models/checkpoint/small_checkpoint.h"

namespace credence::checkpoint {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// Bytes at an address that is aligned as a mapped file is.
class Bytes {
 public:
  explicit Bytes(const std::string& text) : words_(text.size() / 8 + 1), size_(text.size()) {
    std::memcpy(words_.data(), text.data(), text.size());
  }
  std::span<const std::byte> span() const {
    return {reinterpret_cast<const std::byte*>(words_.data()), size_};
  }

 private:
  std::vector<uint64_t> words_;
  size_t size_;
};

std::string FileText(std::string header, size_t data_bytes, bool pad = true) {
  if (pad) header.append((8 - header.size() % 8) % 8, ' ');
  std::string length(8, '\0');
  for (int i = 0; i < 8; ++i) length[i] = static_cast<char>(header.size() >> (8 * i) & 0xff);
  return length + header + std::string(data_bytes, '\1');
}

absl::Status ParseText(const std::string& text) {
  return SafetensorsFile::Parse(Bytes(text).span()).status();
}

std::string Tensor(const std::string& name, const std::string& dtype, const std::string& shape,
                   int begin, int end) {
  return "\"" + name + "\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape +
         ",\"data_offsets\":[" + std::to_string(begin) + "," + std::to_string(end) + "]}";
}

TEST(Safetensors, ReadsWhatItWrites) {
  const std::vector<float> floats = {1.5f, -2, 3, 4, 5, 6};
  const std::vector<double> doubles = {1e-300};
  const std::string path = TestFolder() + "/a.safetensors";
  const std::map<std::string, ArrayView> arrays = {
      {"f", {DType::kF32, {2, 3}, reinterpret_cast<const std::byte*>(floats.data())}},
      {"d", {DType::kF64, {1}, reinterpret_cast<const std::byte*>(doubles.data())}},
      {"empty", {DType::kI64, {0, 4}, nullptr}}};
  ASSERT_TRUE(WriteSafetensors(path, arrays, {{"made_by", "a \"test\""}}).ok());
  const auto file = SafetensorsFile::Open(path);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_THAT((*file)->tensors().at("f").f32(), testing::ElementsAreArray(floats));
  EXPECT_THAT((*file)->tensors().at("f").shape, ElementsAre(2, 3));
  EXPECT_THAT((*file)->tensors().at("d").f64(), ElementsAre(1e-300));
  EXPECT_EQ((*file)->tensors().at("empty").size(), 0);
  EXPECT_EQ((*file)->metadata().at("made_by"), "a \"test\"");
}

TEST(Safetensors, BeginsDataAtAMultipleOf64) {
  for (const char* name : {"a", "ab", "abc", "abcdefghijk"}) {
    const float value = 1;
    const std::string path = TestFolder() + "/a.safetensors";
    ASSERT_TRUE(WriteSafetensors(
                    path, {{name, {DType::kF32, {1}, reinterpret_cast<const std::byte*>(&value)}}})
                    .ok());
    EXPECT_EQ(std::filesystem::file_size(path) % 64, 4u) << name;
  }
}

TEST(Safetensors, WritesTheWidestTypesFirstSoThatAllAreAligned) {
  const float single = 1;
  const double wide = 2;
  const std::string path = TestFolder() + "/a.safetensors";
  ASSERT_TRUE(WriteSafetensors(
                  path, {{"a", {DType::kF32, {1}, reinterpret_cast<const std::byte*>(&single)}},
                         {"b", {DType::kF64, {1}, reinterpret_cast<const std::byte*>(&wide)}}})
                  .ok());
  const auto file = SafetensorsFile::Open(path);
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_LT((*file)->tensors().at("b").data, (*file)->tensors().at("a").data);
}

TEST(Safetensors, NamesAMissingTensorAndAMissingFile) {
  EXPECT_TRUE(absl::IsNotFound(SafetensorsFile::Open("/no/such/file").status()));
  Bytes bytes(FileText("{" + Tensor("a", "F32", "[1]", 0, 4) + "}", 4));
  const auto file = SafetensorsFile::Parse(bytes.span());
  ASSERT_TRUE(file.ok()) << file.status();
  EXPECT_TRUE((*file)->Find("a").ok());
  EXPECT_THAT((*file)->Find("b").status().message(), HasSubstr("'b'"));
}

struct BadFile {
  std::string what;
  std::string text;
  std::string reason;
};

class BadSafetensors : public testing::TestWithParam<BadFile> {};

TEST_P(BadSafetensors, IsRefusedWithItsReason) {
  const absl::Status status = ParseText(GetParam().text);
  EXPECT_TRUE(absl::IsDataLoss(status)) << status;
  EXPECT_THAT(status.message(), HasSubstr(GetParam().reason));
}

std::string Length(uint64_t length) {
  std::string bytes(8, '\0');
  std::memcpy(bytes.data(), &length, 8);
  return bytes;
}

const std::string kOne = Tensor("a", "F32", "[1]", 0, 4);

std::string MisalignedHeader() {
  std::string header = "{" + kOne + "}";
  while (header.size() % 4 != 1) header += ' ';
  return header;
}

INSTANTIATE_TEST_SUITE_P(
    Table, BadSafetensors,
    testing::Values(
        BadFile{"Empty", "", "fewer than 8"}, BadFile{"Short", "abc", "fewer than 8"},
        BadFile{"LengthBeyondFile", Length(100) + "{}", "header length: got 100, wanted at most 2"},
        BadFile{"LengthOfAllBits", Length(~uint64_t{0}) + "{}", "header length"},
        BadFile{"LengthThatWraps", Length(uint64_t{0} - 8) + "{}", "header length"},
        BadFile{"LengthZero", Length(0), "does not begin with"},
        BadFile{"NotAnObject", FileText("[1]", 0), "does not begin with"},
        BadFile{"NotJson", FileText("{\"a\":", 0), "JSON"},
        BadFile{"DeepNesting",
                FileText("{\"a\":" + std::string(5000, '[') + std::string(5000, ']') + "}", 0),
                "64 levels"},
        BadFile{"NameTwice", FileText("{" + kOne + "," + kOne + "}", 4), "twice"},
        BadFile{"KeyTwice",
                FileText("{\"a\":{\"dtype\":\"F32\",\"dtype\":\"F32\",\"shape\":[1],\"data_"
                         "offsets\":[0,4]}}",
                         4),
                "twice"},
        BadFile{"NotUtf8", FileText("{\"\xff\":1}", 0), "JSON"},
        BadFile{"UnknownDType", FileText("{" + Tensor("a", "F16", "[2]", 0, 4) + "}", 4),
                "dtype: got \"F16\""},
        BadFile{"DTypeOfNumber",
                FileText("{\"a\":{\"dtype\":1,\"shape\":[1],\"data_offsets\":[0,4]}}", 4),
                "dtype: got 1"},
        BadFile{"NegativeShape", FileText("{" + Tensor("a", "F32", "[-1]", 0, 4) + "}", 4),
                "shape"},
        BadFile{"FractionShape", FileText("{" + Tensor("a", "F32", "[1.5]", 0, 4) + "}", 4),
                "shape"},
        BadFile{"ShapeBeyondInt64",
                FileText("{" + Tensor("a", "F32", "[9223372036854775808]", 0, 4) + "}", 4),
                "shape"},
        BadFile{"ShapeThatOverflows",
                FileText("{" + Tensor("a", "F32", "[4611686018427387904,4]", 0, 4) + "}", 4),
                "possible shape"},
        BadFile{"ByteCount", FileText("{" + Tensor("a", "F32", "[2]", 0, 4) + "}", 4),
                "got 4 bytes, wanted 8"},
        BadFile{"OffsetsReversed", FileText("{" + Tensor("a", "F32", "[1]", 4, 0) + "}", 4),
                "data_offsets"},
        BadFile{"OneOffset",
                FileText("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0]}}", 4),
                "data_offsets"},
        BadFile{"Overlap", FileText("{" + kOne + "," + Tensor("b", "F32", "[2]", 0, 8) + "}", 8),
                "overlap"},
        BadFile{"Hole", FileText("{" + kOne + "," + Tensor("b", "F32", "[1]", 8, 12) + "}", 12),
                "hole"},
        BadFile{"Truncated", FileText("{" + Tensor("a", "F32", "[2]", 0, 8) + "}", 7), "truncated"},
        BadFile{"Tail", FileText("{" + kOne + "}", 5), "tail"},
        BadFile{
            "UnknownKey",
            FileText("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4],\"x\":1}}", 4),
            "exactly"},
        BadFile{"MissingKey", FileText("{\"a\":{\"dtype\":\"F32\",\"shape\":[1]}}", 4), "exactly"},
        BadFile{"MetadataOfNumbers", FileText("{\"__metadata__\":{\"a\":1}}", 0), "not a string"},
        BadFile{"MetadataOfList", FileText("{\"__metadata__\":[]}", 0), "not an object"},
        BadFile{"Misaligned", FileText(MisalignedHeader(), 4, false), "aligned"}),
    [](const auto& info) { return info.param.what; });

TEST(Safetensors, AcceptsAScalarAndNoTensorsAtAll) {
  EXPECT_TRUE(ParseText(FileText("{}", 0)).ok());
  EXPECT_TRUE(ParseText(FileText("{" + Tensor("a", "F64", "[]", 0, 8) + "}", 8)).ok());
}

TEST(Safetensors, ShowsControlCharactersOfNamesEscaped) {
  const absl::Status status =
      ParseText(FileText("{" + Tensor("a\\u001b[2J", "F32", "[2]", 0, 4) + "}", 4));
  EXPECT_THAT(status.message(), HasSubstr("a\\x1b[2J"));
}

TEST(Sha256, IsThatOfTheStandard) {
  const std::string text = "abc";
  EXPECT_EQ(Sha256(std::as_bytes(std::span(text))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(WriteFileAtomically, ReplacesTheFileAndLeavesNothingElse) {
  const std::string folder = TestFolder();
  ASSERT_TRUE(WriteFileAtomically(folder + "/a", {"old"}).ok());
  ASSERT_TRUE(WriteFileAtomically(folder + "/a", {"n", "ew"}).ok());
  EXPECT_EQ(ReadFile(folder + "/a", 10).value(), "new");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
}

TEST(WriteFileAtomically, NamesTheFolderThatIsNotThere) {
  EXPECT_THAT(WriteFileAtomically("/no/such/folder/a", {"x"}).message(),
              HasSubstr("/no/such/folder/a"));
}

TEST(ReadFile, RefusesMoreThanItsLimit) {
  const std::string path = TestFolder() + "/a";
  ASSERT_TRUE(WriteFileAtomically(path, {"12345"}).ok());
  EXPECT_TRUE(absl::IsInvalidArgument(ReadFile(path, 4).status()));
  EXPECT_TRUE(ReadFile(path, 5).ok());
}

}  // namespace
}  // namespace credence::checkpoint
