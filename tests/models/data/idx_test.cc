#include "models/data/idx.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <set>

namespace credence::data {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

const std::string kExcerpt = CREDENCE_SOURCE_DIR "/data/fashion-mnist/";

std::string Write(const std::string& name, const std::string& bytes) {
  const std::string path = ::testing::TempDir() + name;
  std::ofstream(path, std::ios::binary) << bytes;
  return path;
}

// n images of 1 x 2 pixels.
std::string Images(char n, const std::string& pixels) {
  return std::string("\0\0\x08\x03\0\0\0", 7) + n + std::string("\0\0\0\1\0\0\0\2", 8) + pixels;
}
std::string Labels(char n, const std::string& labels) {
  return std::string("\0\0\x08\x01\0\0\0", 7) + n + labels;
}

void ExpectRefused(const std::string& images, const std::string& labels, const std::string& part) {
  const absl::Status status = ReadIdx(Write("images", images), Write("labels", labels), 3).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(status.message()), HasSubstr(part));
}

TEST(ReadIdx, DividesPixelsBy255) {
  const auto read = ReadIdx(Write("images", Images(2, std::string("\0\xff\x33\0", 4))),
                            Write("labels", Labels(2, std::string("\2\0", 2))), 3);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_THAT(read->labels, ElementsAre(2, 0));
  EXPECT_THAT(read->records[0].tensor, ElementsAre(0.0F, 1.0F));
  EXPECT_THAT(read->records[1].tensor, ElementsAre(0.2F, 0.0F));
  EXPECT_EQ(read->records[1].id, "images#1");
}

TEST(ReadIdx, ReadsTheExcerptOfFashionMnist) {
  const auto read = ReadIdx(kExcerpt + "t10k1000-images-idx3-ubyte.gz",
                            kExcerpt + "t10k1000-labels-idx1-ubyte.gz", 10);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->records.size(), 1000u);
  EXPECT_EQ(read->records[0].tensor.size(), 784u);
  EXPECT_EQ(read->labels[0], 9);  // an ankle boot
  EXPECT_EQ(std::set(read->labels.begin(), read->labels.end()).size(), 10u);
}

TEST(ReadIdx, RefusesWhatDoesNotFit) {
  const std::string images = Images(1, "ab"), labels = Labels(1, "\1");
  ExpectRefused(labels, labels, "images: got a file that begins with 0x00000801, want 0x00000803");
  ExpectRefused("", labels, "begins with 0x00000000");
  ExpectRefused(Images(1, "a"), labels, "images: got 1 bytes of data, want 2 by its header");
  ExpectRefused(Images(1, "abc"), labels, "images: got more than 2 bytes of data, want 2");
  ExpectRefused(images, Labels(2, "\1\1"), "labels: got 2 labels, want 1, one per image");
  ExpectRefused(images, Labels(1, "\3"), "labels: label 0: got 3, want less than 3 classes");
  ExpectRefused(std::string("\0\0\x08\x03\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\1", 16), labels,
                "images: got more than 1073741824 bytes");
}

TEST(ReadIdx, SaysWhereTheWholeSetIsToBeHad) {
  const absl::Status status = ReadIdx("/nowhere/images.gz", "/nowhere/labels.gz", 10).status();
  EXPECT_EQ(status.code(), absl::StatusCode::kNotFound);
  EXPECT_THAT(std::string(status.message()), HasSubstr("apt-get install dataset-fashion-mnist"));
}

}  // namespace
}  // namespace credence::data
