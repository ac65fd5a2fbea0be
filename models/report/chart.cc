#include "models/report/chart.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "models/report/page.h"
#include "models/report/scale.h"
#include "models/report/style.h"

namespace credence::report {
namespace {

// The drawing's own pixels; the page scales it to the width it has.
constexpr double kWidth = 520, kHeight = 320;
constexpr double kLegendRow = 20, kFileMargin = 20;  // of a file
constexpr double kLeft = 72, kRight = 14, kTop = 12, kBottom = 48;

constexpr const char* kColorNames[] = {"", "c1", "c2", "c3", "c4", "c0"};

// Hands out colours in the order that marks are drawn.
class Palette {
 public:
  const char* Pick(Color color) {
    if (color != Color::kAuto) return kColorNames[static_cast<int>(color)];
    const int next = next_++ % 4 + 1;
    return kColorNames[next];
  }

 private:
  int next_ = 0;
};

// The extent of what is finite (and positive, on a logarithmic axis).
class Extent {
 public:
  explicit Extent(bool positive) : positive_(positive) {}
  void Add(const std::vector<double>& values) {
    for (double value : values) {
      if (!std::isfinite(value) || (positive_ && value <= 0)) continue;
      min_ = std::min(min_, value);
      max_ = std::max(max_, value);
    }
  }
  bool empty() const { return min_ > max_; }

  // `pad`: a share of the extent added on both sides where the axis does not fix an end.
  Scale ToScale(const Axis& axis, double pad, double from, double to) const {
    // No decade of a logarithmic axis begins at 0.
    double min = empty() ? (positive_ ? 1 : 0) : min_, max = empty() ? (positive_ ? 10 : 1) : max_;
    const double room = (max - min) * pad;
    if (positive_) {
      if (min == max) min /= 2, max *= 2;
    } else {
      if (min == max) min -= 0.5, max += 0.5;
      min -= room, max += room;
    }
    return {axis.min.value_or(min), axis.max.value_or(max), from, to, positive_};
  }

 private:
  bool positive_;
  double min_ = std::numeric_limits<double>::infinity();
  double max_ = -std::numeric_limits<double>::infinity();
};

// Where data meets the drawing.
struct Plane {
  Scale x, y;
  bool empty = false;

  // Whether a point is inside the axes.
  bool Holds(double px, double py) const {
    return Shows(px, py) && px >= x.min && px <= x.max && py >= y.min && py <= y.max;
  }
  bool Shows(double px, double py) const {
    return std::isfinite(px) && std::isfinite(py) && !(x.logarithmic && px <= 0) &&
           !(y.logarithmic && py <= 0);
  }
  std::string Point(double px, double py) const {
    return absl::StrFormat("%.2f,%.2f", x(px), y(py));
  }
};

Plane MakePlane(const Chart& chart) {
  Extent x(chart.x.logarithmic), y(chart.y.logarithmic);
  for (const Band& band : chart.bands) x.Add(band.x), y.Add(band.low), y.Add(band.high);
  for (const Line& line : chart.lines) x.Add(line.x), y.Add(line.y);
  for (const Dots& dots : chart.dots) {
    x.Add(dots.x), y.Add(dots.y), y.Add(dots.low), y.Add(dots.high);
  }
  for (const Bars& bars : chart.bars) x.Add(bars.edges), y.Add(bars.heights), y.Add({0});
  Plane plane{x.ToScale(chart.x, 0, kLeft, kWidth - kRight),
              y.ToScale(chart.y, 0.05, kHeight - kBottom, kTop), x.empty() || y.empty()};
  // Bars stand on the axis.
  if (!chart.bars.empty() && !chart.y.min && !chart.y.logarithmic)
    plane.y.min = std::max(plane.y.min, 0.0);
  return plane;
}

void DrawAxes(const Chart& chart, const Plane& plane, std::string& svg) {
  for (double tick : Ticks(plane.y, 5)) {
    absl::StrAppendFormat(&svg,
                          "<line class=\"grid\" x1=\"%g\" x2=\"%g\" y1=\"%.2f\" y2=\"%.2f\"/>",
                          kLeft, kWidth - kRight, plane.y(tick), plane.y(tick));
    absl::StrAppendFormat(
        &svg, "<text class=\"tick\" x=\"%g\" y=\"%.2f\" dy=\".35em\" text-anchor=\"end\">%s</text>",
        kLeft - 8, plane.y(tick), TickText(tick));
  }
  for (double tick : Ticks(plane.x, 6)) {
    absl::StrAppendFormat(
        &svg, "<text class=\"tick\" x=\"%.2f\" y=\"%g\" text-anchor=\"middle\">%s</text>",
        plane.x(tick), kHeight - kBottom + 20, TickText(tick));
  }
  absl::StrAppendFormat(&svg, "<line class=\"axis\" x1=\"%g\" x2=\"%g\" y1=\"%g\" y2=\"%g\"/>",
                        kLeft, kWidth - kRight, kHeight - kBottom, kHeight - kBottom);
  absl::StrAppendFormat(&svg,
                        "<text class=\"label\" x=\"%g\" y=\"%g\" text-anchor=\"middle\">%s</text>",
                        (kLeft + kWidth - kRight) / 2, kHeight - 6, Escape(chart.x.label));
  absl::StrAppendFormat(&svg,
                        "<text class=\"label\" transform=\"translate(13 %g) rotate(-90)\" "
                        "text-anchor=\"middle\">%s</text>",
                        (kTop + kHeight - kBottom) / 2, Escape(chart.y.label));
}

void Draw(const Band& band, const char* color, const Plane& plane, std::string& svg) {
  std::vector<std::string> there, back;
  for (size_t i = 0; i < band.x.size(); ++i) {
    if (!plane.Shows(band.x[i], band.low[i]) || !plane.Shows(band.x[i], band.high[i])) continue;
    there.push_back(plane.Point(band.x[i], band.low[i]));
    back.push_back(plane.Point(band.x[i], band.high[i]));
  }
  if (there.empty()) return;
  absl::StrAppend(&svg, "<path class=\"band ", color, "\" d=\"M");
  for (const std::string& point : there) absl::StrAppend(&svg, point, " ");
  for (auto point = back.rbegin(); point != back.rend(); ++point)
    absl::StrAppend(&svg, *point, " ");
  absl::StrAppend(&svg, "Z\"/>");
}

void Draw(const Bars& bars, const char* color, const Plane& plane, std::string& svg) {
  for (size_t i = 0; i < bars.heights.size(); ++i) {
    if (!plane.Shows(bars.edges[i], bars.heights[i]) || bars.heights[i] <= 0) continue;
    const double left = plane.x(bars.edges[i]) + 0.75, right = plane.x(bars.edges[i + 1]) - 0.75;
    const double top = plane.y(bars.heights[i]);
    absl::StrAppendFormat(
        &svg,
        "<rect class=\"bar %s\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\">"
        "<title>%s %g to %g: %g</title></rect>",
        color, left, top, std::max(0.5, right - left), std::max(0.0, plane.y.from - top),
        Escape(bars.name), bars.edges[i], bars.edges[i + 1], bars.heights[i]);
  }
}

void Draw(const Line& line, const char* color, const Plane& plane, std::string& svg) {
  std::string path;
  bool pen_down = false;
  for (size_t i = 0; i < line.x.size(); ++i) {
    const bool shown = plane.Shows(line.x[i], line.y[i]);
    if (shown) absl::StrAppend(&path, pen_down ? "L" : "M", plane.Point(line.x[i], line.y[i]));
    pen_down = shown;
  }
  if (path.empty()) return;
  absl::StrAppend(&svg, "<path class=\"line ", color, line.dashed ? " dashed" : "", "\" d=\"", path,
                  "\"/>");
}

void Draw(const Dots& dots, const char* color, const Plane& plane, std::string& svg) {
  for (size_t i = 0; i < dots.x.size(); ++i) {
    if (!plane.Holds(dots.x[i], dots.y[i])) continue;
    if (!dots.low.empty() && plane.Shows(dots.low[i], dots.high[i])) {
      absl::StrAppendFormat(
          &svg, "<line class=\"error %s\" x1=\"%.2f\" x2=\"%.2f\" y1=\"%.2f\" y2=\"%.2f\"/>", color,
          plane.x(dots.x[i]), plane.x(dots.x[i]), plane.y(std::max(dots.low[i], plane.y.min)),
          plane.y(std::min(dots.high[i], plane.y.max)));
    }
    const std::string hint = dots.hints.empty()
                                 ? absl::StrFormat("%s %.4g, %.4g", dots.name, dots.x[i], dots.y[i])
                                 : dots.hints[i];
    absl::StrAppendFormat(
        &svg, "<circle class=\"dot %s\" cx=\"%.2f\" cy=\"%.2f\" r=\"4\"><title>%s</title></circle>",
        color, plane.x(dots.x[i]), plane.y(dots.y[i]), Escape(hint));
  }
}

// Names of dots, none over another or over a dot.
class Labels {
 public:
  Labels(const std::vector<Dots>& marks, const Plane& plane) : plane_(plane) {
    for (const Dots& dots : marks) {
      for (size_t i = 0; i < dots.x.size(); ++i) {
        if (!plane.Holds(dots.x[i], dots.y[i])) continue;
        const double x = plane.x(dots.x[i]), y = plane.y(dots.y[i]);
        taken_.push_back({x - kDot, x + kDot, y - kDot, y + kDot});
      }
    }
  }

  // Beside the dot, above or below it; nowhere if all of that is taken.
  void Draw(const Dots& dots, std::string& svg) {
    for (size_t i = 0; i < dots.labels.size(); ++i) {
      if (!plane_.Holds(dots.x[i], dots.y[i])) continue;
      const double x = plane_.x(dots.x[i]), y = plane_.y(dots.y[i]);
      const double width = kLetter * static_cast<double>(dots.labels[i].size());
      for (const double dy : {0.0, -14.0, 14.0, -28.0, 28.0}) {
        if (Put(x + 9, width, y + dy, dots.labels[i], svg)) break;
        if (Put(x - 9, -width, y + dy, dots.labels[i], svg)) break;
      }
    }
  }

 private:
  struct Box {
    double left, right, top, bottom;
  };
  // Wide enough for the fonts that stand in where the system has none of its own.
  static constexpr double kLetter = 7.8, kHalfLine = 7, kDot = 5;

  // From x on; with a negative width up to x.
  bool Put(double x, double width, double middle, const std::string& label, std::string& svg) {
    const Box box{std::min(x, x + width), std::max(x, x + width), middle - kHalfLine,
                  middle + kHalfLine};
    if (box.left < kLeft || box.right > kWidth || box.top < 0 || box.bottom > kHeight - kBottom) {
      return false;
    }
    for (const Box& other : taken_) {
      if (box.left < other.right && other.left < box.right && box.top < other.bottom &&
          other.top < box.bottom) {
        return false;
      }
    }
    taken_.push_back(box);
    absl::StrAppendFormat(
        &svg,
        "<text class=\"tick\" x=\"%.2f\" y=\"%.2f\" dy=\".35em\" text-anchor=\"%s\">%s</text>", x,
        middle, width < 0 ? "end" : "start", Escape(label));
    return true;
  }

  const Plane& plane_;
  std::vector<Box> taken_;
};

// How a mark's key looks in the legend.
const char* KeyOf(const Band&) { return "k-band"; }
const char* KeyOf(const Bars&) { return "k-bar"; }
const char* KeyOf(const Line& line) { return line.dashed ? "k-dash" : "k-line"; }
const char* KeyOf(const Dots&) { return "k-dot"; }

// An entry of the legend.
struct Key {
  std::string name;
  const char* kind;
  const char* color;
};

// Draws marks of one kind, and enters what there was to draw into the legend.
template <typename Mark>
void DrawAll(const std::vector<Mark>& marks, Palette& palette, const Plane& plane, std::string& svg,
             std::vector<Key>& legend) {
  for (const Mark& mark : marks) {
    const char* color = palette.Pick(mark.color);
    const size_t before = svg.size();
    Draw(mark, color, plane, svg);
    if (svg.size() > before && !mark.name.empty()) {
      legend.push_back({mark.name, KeyOf(mark), color});
    }
  }
}

// What stands inside the <svg>; `legend` gets what was drawn.
std::string DrawPlane(const Chart& chart, std::vector<Key>& legend) {
  const Plane plane = MakePlane(chart);
  std::string svg;
  DrawAxes(chart, plane, svg);
  Palette palette;
  absl::StrAppendFormat(
      &svg, "<svg x=\"%g\" y=\"%g\" width=\"%g\" height=\"%g\" viewBox=\"%g %g %g %g\">", kLeft,
      kTop, kWidth - kLeft - kRight, kHeight - kTop - kBottom, kLeft, kTop, kWidth - kLeft - kRight,
      kHeight - kTop - kBottom);
  DrawAll(chart.bands, palette, plane, svg, legend);
  DrawAll(chart.bars, palette, plane, svg, legend);
  DrawAll(chart.lines, palette, plane, svg, legend);
  absl::StrAppend(&svg, "</svg>");
  // A dot on the edge is drawn whole.
  DrawAll(chart.dots, palette, plane, svg, legend);
  Labels labels(chart.dots, plane);
  for (const Dots& dots : chart.dots) labels.Draw(dots, svg);
  if (plane.empty) {
    absl::StrAppendFormat(
        &svg, "<text class=\"label\" x=\"%g\" y=\"%g\" text-anchor=\"middle\">no data</text>",
        kWidth / 2, kHeight / 2);
  }
  return svg;
}

// The legend as one column of samples and names, from (kLeft, y) down.
std::string DrawLegend(const std::vector<Key>& legend, double y) {
  std::string svg;
  for (const Key& key : legend) {
    const std::string kind = key.kind;
    if (kind == "k-dot") {
      absl::StrAppendFormat(&svg, "<circle class=\"dot %s\" cx=\"%g\" cy=\"%g\" r=\"4\"/>",
                            key.color, kLeft + 8, y - 4);
    } else if (kind == "k-bar" || kind == "k-band") {
      absl::StrAppendFormat(&svg,
                            "<rect class=\"%s %s\" x=\"%g\" y=\"%g\" width=\"16\" height=\"10\"/>",
                            kind.substr(2), key.color, kLeft, y - 9);
    } else {
      absl::StrAppendFormat(&svg, "<path class=\"line %s%s\" d=\"M%g,%gh18\"/>", key.color,
                            kind == "k-dash" ? " dashed" : "", kLeft, y - 4);
    }
    absl::StrAppendFormat(&svg, "<text class=\"label\" x=\"%g\" y=\"%g\">%s</text>", kLeft + 26, y,
                          Escape(key.name));
    y += kLegendRow;
  }
  return svg;
}

}  // namespace

std::string Render(const Chart& chart) {
  std::vector<Key> legend;
  const std::string svg = DrawPlane(chart, legend);
  std::string keys;
  for (const Key& key : legend) {
    absl::StrAppend(&keys, "<span class=\"key\"><i class=\"", key.kind, " ", key.color, "\"></i>",
                    Escape(key.name), "</span>");
  }
  return absl::StrCat(
      "<figure class=\"chart\"><figcaption>", Escape(chart.title),
      "</figcaption><div class=\"legend\">", keys, "</div><svg viewBox=\"0 0 ", kWidth, " ",
      kHeight, "\" role=\"img\" aria-label=\"", Escape(chart.title), "\">", svg, "</svg>",
      chart.note.empty() ? "" : absl::StrCat("<p class=\"note\">", Escape(chart.note), "</p>"),
      "</figure>");
}

std::string RenderFile(const Chart& chart) {
  std::vector<Key> legend;
  const std::string plane = DrawPlane(chart, legend);
  const double top = 38 + kLegendRow * static_cast<double>(legend.size());
  const double width = kWidth + kFileMargin, height = kHeight + top + 8;
  std::string svg = absl::StrFormat(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %g %g\" width=\"%g\" height=\"%g\" "
      "role=\"img\" aria-label=\"%s\">\n<style>%s.title{font-weight:600;font-size:14.5px;fill:"
      "var(--ink)}text{font-family:system-ui,-apple-system,\"Segoe UI\",Roboto,sans-serif}"
      "</style>\n",
      width, height, width, height, Escape(chart.title), kStyle);
  absl::StrAppendFormat(&svg,
                        "<rect width=\"100%%\" height=\"100%%\" rx=\"12\" fill=\"var(--card)\"/>\n"
                        "<text class=\"title\" x=\"18\" y=\"26\">%s</text>\n%s\n",
                        Escape(chart.title), DrawLegend(legend, 50));
  absl::StrAppendFormat(&svg, "<g transform=\"translate(4 %g)\">%s</g>\n</svg>\n", top, plane);
  return svg;
}

}  // namespace credence::report
