#include "models/report/page.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"
#include "models/report/style.h"

namespace credence::report {
namespace {

std::string Paragraph(const char* css_class, const std::string& text) {
  if (text.empty()) return "";
  return absl::StrCat("<p class=\"", css_class, "\">", Escape(text), "</p>");
}

std::string RenderSection(const Section& section) {
  std::string html = absl::StrCat("<section><h2>", Escape(section.heading), "</h2>",
                                  Paragraph("intro", section.intro), "<div class=\"blocks\">");
  for (const std::string& block : section.blocks) absl::StrAppend(&html, block);
  return absl::StrCat(html, "</div></section>");
}

std::string RenderRow(const std::vector<std::string>& cells, const char* tag) {
  std::string html = "<tr>";
  for (const std::string& cell : cells) {
    absl::StrAppend(&html, "<", tag, ">", Escape(cell), "</", tag, ">");
  }
  return absl::StrCat(html, "</tr>");
}

}  // namespace

std::string Escape(const std::string& text) {
  return absl::StrReplaceAll(
      text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}});
}

std::string Render(const std::vector<Tile>& tiles) {
  std::string html = "<div class=\"tiles\">";
  for (const Tile& tile : tiles) {
    absl::StrAppend(&html, "<div class=\"tile\"><span>", Escape(tile.label), "</span><b>",
                    Escape(tile.value), "</b><small>", Escape(tile.note), "</small></div>");
  }
  return absl::StrCat(html, "</div>");
}

std::string Render(const Table& table) {
  std::string html = "<div class=\"table\"><table><thead>";
  absl::StrAppend(&html, RenderRow(table.header, "th"), "</thead><tbody>");
  for (const auto& row : table.rows) {
    const bool is_heading = row.size() == 1 && table.header.size() > 1;
    absl::StrAppend(
        &html, is_heading ? absl::StrCat("<tr><th class=\"rows\" colspan=\"", table.header.size(),
                                         "\" scope=\"rowgroup\">", Escape(row[0]), "</th></tr>")
                          : RenderRow(row, "td"));
  }
  return absl::StrCat(html, "</tbody></table></div>");
}

std::string Render(const Page& page) {
  std::string html = absl::StrCat(
      "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
      "<meta name=\"color-scheme\" content=\"light dark\"><title>",
      Escape(page.title), "</title>\n<style>", kStyle, "</style></head>\n<body><main><header><h1>",
      Escape(page.title), "</h1>", Paragraph("subtitle", page.subtitle), "</header>\n");
  for (const Section& section : page.sections) {
    absl::StrAppend(&html, RenderSection(section), "\n");
  }
  return absl::StrCat(html, "<footer>", Paragraph("note", page.footer),
                      "</footer></main></body></html>\n");
}

absl::Status WritePage(const std::string& path, const Page& page) {
  const std::string partial = path + ".partial";
  std::ofstream file(partial, std::ios::binary | std::ios::trunc);
  file << Render(page);
  file.close();
  if (!file || std::rename(partial.c_str(), path.c_str()) != 0) {
    const int error = errno;
    std::remove(partial.c_str());
    return absl::ErrnoToStatus(error, absl::StrCat("cannot write ", path));
  }
  return absl::OkStatus();
}

}  // namespace credence::report
