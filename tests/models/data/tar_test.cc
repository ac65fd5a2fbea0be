#include "models/data/tar.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace credence::data {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr size_t kBlock = 512;

// Writes the checksum that the header should have.
void Seal(std::string& header) {
  header.replace(148, 8, 8, ' ');
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  char text[8];
  std::snprintf(text, sizeof(text), "%06o", sum);
  header.replace(148, 7, text, 7);
}

std::string Header(const std::string& name, const std::string& size, char type = '0') {
  std::string header(kBlock, '\0');
  header.replace(0, name.size(), name);
  header.replace(124, size.size(), size);
  header[156] = type;
  header.replace(257, 5, "ustar");
  Seal(header);
  return header;
}

std::string Padded(std::string content) {
  content.resize((content.size() + kBlock - 1) / kBlock * kBlock);
  return content;
}

struct Contents {
  absl::Status status;
  std::vector<std::string> files;
};

Contents ReadBytes(const std::string& bytes) {
  const std::string path = ::testing::TempDir() + "/credence_tar_test.tar";
  std::ofstream(path, std::ios::binary) << bytes;
  Contents out;
  out.status = ReadTar(path, [&](const std::string& name, const std::string& content) {
    out.files.push_back(name + "=" + content);
    return absl::OkStatus();
  });
  std::filesystem::remove(path);
  return out;
}

void ExpectLost(const std::string& bytes, const std::string& part) {
  const Contents contents = ReadBytes(bytes);
  EXPECT_EQ(contents.status.code(), absl::StatusCode::kDataLoss) << contents.status;
  EXPECT_THAT(std::string(contents.status.message()), HasSubstr(part));
}

TEST(Tar, ReadsRegularFilesAndSkipsTheRest) {
  const Contents contents = ReadBytes(Header("d/", "0", '5') + Header("d/a.txt", "00000000003 ") +
                                      Padded("abc") + Header("long", "4", 'L') + Padded("name") +
                                      Header("b", "0") + std::string(2 * kBlock, '\0'));
  EXPECT_TRUE(contents.status.ok()) << contents.status;
  EXPECT_THAT(contents.files, ElementsAre("d/a.txt=abc", "b="));
}

TEST(Tar, RefusesSizesThatAreNoNumbers) {
  ExpectLost(Header("a", "99"), "the size is not octal");
  ExpectLost(Header("a", "-1"), "the size is not octal");
  ExpectLost(Header("a", "\x80\x01"), "the size is not octal");
}

TEST(Tar, RefusesASizeBeyondTheLimitBeforeItReserves) {
  EXPECT_EQ(ReadBytes(Header("a", "77777777777")).status.code(),
            absl::StatusCode::kInvalidArgument);
}

TEST(Tar, RefusesATruncatedArchive) {
  ExpectLost(Header("a", "1000") + "short", "truncated archive");
  ExpectLost(Header("a", "0").substr(0, 300), "truncated archive");
}

TEST(Tar, RefusesADamagedHeader) {
  std::string header = Header("a", "0");
  header[0] = 'b';
  ExpectLost(header, "checksum does not match");
}

}  // namespace
}  // namespace credence::data
