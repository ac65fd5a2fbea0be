#include "client/cli/scrape.h"

#include <httplib.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_split.h"

namespace credence::cli {
namespace {

// name="value", ... up to the closing brace; nullopt where it is malformed. `text` is left behind
// the brace.
std::optional<std::map<std::string, std::string>> ParseLabels(std::string_view* text) {
  std::map<std::string, std::string> labels;
  while (!text->empty() && text->front() != '}') {
    const size_t equals = text->find("=\"");
    if (equals == std::string_view::npos) return std::nullopt;
    std::string& value = labels[std::string(text->substr(0, equals))];
    text->remove_prefix(equals + 2);
    while (!text->empty() && text->front() != '"') {
      if (text->front() == '\\' && text->size() > 1) text->remove_prefix(1);
      value += text->front();
      text->remove_prefix(1);
    }
    if (text->empty()) return std::nullopt;
    text->remove_prefix(1);
    if (!text->empty() && text->front() == ',') text->remove_prefix(1);
  }
  if (text->empty()) return std::nullopt;
  text->remove_prefix(1);
  return labels;
}

std::optional<Sample> ParseLine(std::string_view line) {
  Sample sample;
  const size_t end = line.find_first_of("{ ");
  if (line.empty() || line.front() == '#' || end == std::string_view::npos) return std::nullopt;
  sample.name = line.substr(0, end);
  line.remove_prefix(end);
  if (line.front() == '{') {
    line.remove_prefix(1);
    auto labels = ParseLabels(&line);
    if (!labels) return std::nullopt;
    sample.labels = *std::move(labels);
  }
  const std::vector<std::string> words =
      absl::StrSplit(std::string(line), ' ', absl::SkipWhitespace());
  if (words.empty() || !absl::SimpleAtod(words[0], &sample.value)) return std::nullopt;
  return sample;
}

// Upper bound -> observations at or below it.
std::map<double, double> Buckets(const std::vector<Sample>& samples, const std::string& name) {
  std::map<double, double> buckets;
  for (const Sample& sample : samples) {
    double bound = 0;
    const auto le = sample.labels.find("le");
    if (sample.name != name || le == sample.labels.end()) continue;
    if (absl::SimpleAtod(le->second, &bound)) buckets[bound] += sample.value;
  }
  return buckets;
}

}  // namespace

std::vector<Sample> ParseMetrics(std::string_view page) {
  std::vector<Sample> samples;
  while (!page.empty()) {
    const size_t end = std::min(page.find('\n'), page.size());
    if (auto sample = ParseLine(page.substr(0, end))) samples.push_back(*std::move(sample));
    page.remove_prefix(std::min(end + 1, page.size()));
  }
  return samples;
}

absl::StatusOr<std::vector<Sample>> Scrape(const std::string& url) {
  const size_t scheme = url.find("://");
  const size_t path = url.find('/', scheme == std::string::npos ? 0 : scheme + 3);
  if (scheme == std::string::npos || path == std::string::npos) {
    return absl::InvalidArgumentError(
        absl::StrCat("got \"", url, "\", wanted a URL such as http://127.0.0.1:8501/metrics"));
  }
  httplib::Client client(url.substr(0, path));
  client.set_connection_timeout(2);
  client.set_read_timeout(5);
  const auto answer = client.Get(url.substr(path));
  if (!answer) {
    return absl::UnavailableError(absl::StrCat(url, ": ", httplib::to_string(answer.error())));
  }
  if (answer->status != 200) {
    return absl::UnavailableError(absl::StrCat(url, ": HTTP status ", answer->status));
  }
  return ParseMetrics(answer->body);
}

double Sum(const std::vector<Sample>& samples, std::string_view name,
           const std::map<std::string, std::string>& labels) {
  double sum = 0;
  for (const Sample& sample : samples) {
    const bool matches = std::all_of(labels.begin(), labels.end(), [&](const auto& label) {
      const auto found = sample.labels.find(label.first);
      return found != sample.labels.end() && found->second == label.second;
    });
    if (sample.name == name && matches) sum += sample.value;
  }
  return sum;
}

double HistogramQuantile(const std::vector<Sample>& before, const std::vector<Sample>& after,
                         const std::string& name, double q) {
  std::map<double, double> buckets = Buckets(after, name + "_bucket");
  for (const auto& [bound, count] : Buckets(before, name + "_bucket")) buckets[bound] -= count;
  const double total = buckets.empty() ? 0 : buckets.rbegin()->second;
  if (total <= 0) return std::numeric_limits<double>::quiet_NaN();
  double lower = 0;
  double below = 0;
  for (const auto& [bound, count] : buckets) {
    if (count >= q * total) {
      return std::isinf(bound) ? lower
                               : lower + (bound - lower) * (q * total - below) / (count - below);
    }
    lower = bound;
    below = count;
  }
  return lower;
}

}  // namespace credence::cli
