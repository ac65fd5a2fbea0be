// Folders of MIMIC-III tables for tests: the demo's, a copy of it, or small ones.
#pragma once

#include <gtest/gtest.h>
#include <unistd.h>
#include <zlib.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "models/data/gzip.h"

namespace credence::data::mimic3 {

inline const std::string kDemo = CREDENCE_SOURCE_DIR "/data/mimic3-demo";

// Of this test alone; other tests, and other checkouts, share the folder above.
inline std::string TestFolder() {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  const std::string folder = ::testing::TempDir() + "mimic3_" + std::to_string(getpid()) + "_" +
                             test->test_suite_name() + "_" + test->name();
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(folder);
  return folder;
}

inline void WriteFile(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

inline void WriteGzip(const std::string& path, const std::string& text) {
  gzFile file = gzopen(path.c_str(), "wb1");
  gzwrite(file, text.data(), static_cast<unsigned>(text.size()));
  gzclose(file);
}

inline std::string Text(const std::string& path) {
  return ReadWholeFile(path, size_t{64} << 20).value();
}

// Links to the demo's tables, to be replaced one by one.
inline std::string DemoCopy() {
  const std::string folder = TestFolder();
  for (const char* name :
       {"PATIENTS", "ADMISSIONS", "ICUSTAYS", "CHARTEVENTS", "LABEVENTS", "OUTPUTEVENTS"}) {
    const std::string file = std::string("/") + name + ".csv.gz";
    std::filesystem::create_symlink(kDemo + file, folder + file);
  }
  return folder;
}

// In place of the compressed table.
inline void Replace(const std::string& folder, const std::string& table, const std::string& text) {
  std::filesystem::remove(folder + "/" + table + ".csv.gz");
  WriteFile(folder + "/" + table + ".csv", text);
}

}  // namespace credence::data::mimic3
