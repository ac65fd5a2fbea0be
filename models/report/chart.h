// Charts as inline SVG: lines, dots, bars and bands over two axes. Plain C++; no script, no font,
// no network.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace credence::report {

// kAuto takes the next colour that the chart has not used. kGrey is for references.
enum class Color { kAuto, kBlue, kOrange, kGreen, kPurple, kGrey };

// A label, and a range where the data's own will not do. A logarithmic axis shows positive values
// only.
struct Axis {
  std::string label = {};
  std::optional<double> min = {};
  std::optional<double> max = {};
  bool logarithmic = false;
};

// Marks have a name for the legend (none: not in the legend) and arrays of equal length; what is
// not finite is left out, and breaks a line.
struct Line {
  std::string name = {};
  std::vector<double> x = {}, y = {};
  bool dashed = false;
  Color color = Color::kAuto;
};

struct Dots {
  std::string name = {};
  std::vector<double> x = {}, y = {};
  std::vector<double> low = {}, high = {};  // error bars along y, or empty
  std::vector<std::string> hints = {};      // shown on hover, or empty
  std::vector<std::string> labels = {};     // written beside the dots where there is room, or empty
  Color color = Color::kAuto;
};

// heights[i] stands on edges[i] .. edges[i + 1].
struct Bars {
  std::string name = {};
  std::vector<double> edges = {};
  std::vector<double> heights = {};
  Color color = Color::kAuto;
};

struct Band {
  std::string name = {};
  std::vector<double> x = {}, low = {}, high = {};
  Color color = Color::kAuto;
};

// Drawn in this order: bands, bars, lines, dots.
struct Chart {
  std::string title = {};
  std::string note = {};  // a sentence below: how to read it
  Axis x = {}, y = {};
  std::vector<Band> bands = {};
  std::vector<Bars> bars = {};
  std::vector<Line> lines = {};
  std::vector<Dots> dots = {};
};

// An HTML <figure> with its legend, for a Page. All texts are escaped. A chart with nothing finite
// in it says so.
std::string Render(const Chart& chart);

// The same as an SVG file of its own, title and legend drawn in, light and dark by the reader's
// setting: for documents.
std::string RenderFile(const Chart& chart);

}  // namespace credence::report
