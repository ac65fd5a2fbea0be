// A suite in a file of its own, for tests.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace credence::compare {

// The 61 sample stays, for training and for judging.
inline std::string SmallSuite(const std::string& quick = "") {
  const std::string root = CREDENCE_SOURCE_DIR;
  const std::string sample = root + "/data/physionet2012/set-a-sample-txt.tar.gz";
  const std::string outcomes = root + "/data/physionet2012/Outcomes-a.txt";
  return "name = 'small'\nseeds = [1, 2]\nbaseline = 'rank1'\nreplicates = 50\n" + quick +
         "[[sets]]\nname = 'sample'\nlabel = 'Sample stays'\nrecipe = '" + root +
         "/models/recipes/physionet2012_mlp_set_a.toml'\ntest_records = ['" + sample +
         "']\ntest_outcomes = ['" + outcomes + "']\nset = [\"data.records=['" + sample +
         "']\", \"data.outcomes=['" + outcomes +
         "']\", \"schedule.epochs=2\", \"schedule.batch_size=16\", \"network.hidden=[2]\"]\n"
         "[[methods]]\nname = 'rank1'\nset = ['posterior.components=2', 'posterior.samples=1']\n"
         "[[methods]]\nname = 'plain'\nlabel = 'One network'\n"
         "set = ['posterior.family=point', 'posterior.components=1', 'posterior.samples=1']\n";
}

// Two methods, one seed, few records of another data set: its recipe with `overrides`.
inline std::string SuiteOf(const std::string& recipe, const std::vector<std::string>& overrides) {
  std::string text = "name = '" + recipe +
                     "'\nseeds = [1]\nbaseline = 'rank1'\nreplicates = 50\n"
                     "quick = {seeds = [1], records = 200}\n[[sets]]\nname = '" +
                     recipe + "'\nrecipe = '" CREDENCE_SOURCE_DIR "/models/recipes/" + recipe +
                     ".toml'\nset = [\"schedule.epochs=1\", \"network.hidden=[4]\"";
  for (const std::string& one : overrides) text += ", \"" + one + "\"";
  return text +
         "]\n[[methods]]\nname = 'rank1'\n"
         "[[methods]]\nname = 'plain'\nfile = '" CREDENCE_SOURCE_DIR
         "/models/recipes/methods/deterministic.toml'\n";
}

inline std::string WriteSuite(const std::string& name, const std::string& text) {
  const std::string folder = ::testing::TempDir() + "compare_suites";
  std::filesystem::create_directories(folder);
  const std::string path = folder + "/" + name + ".toml";
  std::ofstream(path) << text;
  return path;
}

}  // namespace credence::compare
