#include "server/web/page.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "server/web/gzip.h"

namespace credence::server {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::Pair;

const std::vector<PageFile> kFiles = {{"app.js", std::string(5000, 'x')},
                                      {"fonts/text.woff2", "font"},
                                      {"index.html", "<!doctype html>"}};

HttpResponse Get(const std::string& path, const HttpRequest& request = {},
                 const std::vector<PageFile>& files = kFiles) {
  for (const HttpRoute& route : PageRoutes(files)) {
    if (route.path == path) return route.handler(request);
  }
  return {.status = 404};
}

std::string Header(const HttpResponse& response, const std::string& name) {
  const auto found =
      std::ranges::find(response.headers, name, [](const auto& h) { return h.first; });
  return found == response.headers.end() ? "" : found->second;
}

TEST(Page, ServesEveryFileWithItsType) {
  EXPECT_EQ(Get("/").bytes(), "<!doctype html>");
  EXPECT_EQ(Get("/").content_type, "text/html; charset=utf-8");
  EXPECT_EQ(Get("/app.js").content_type, "text/javascript; charset=utf-8");
  EXPECT_EQ(Get("/fonts/text.woff2").content_type, "font/woff2");
  EXPECT_EQ(Get("/index.html").status, 404);
}

TEST(Page, LoadsNothingFromElsewhere) {
  const std::string policy = Header(Get("/"), "Content-Security-Policy");
  for (const char* part :
       {"default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'",
        "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"}) {
    EXPECT_THAT(policy, HasSubstr(part));
  }
  EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
}

TEST(Page, IsSentAgainOnlyWhenItHasChanged) {
  const HttpResponse first = Get("/");
  EXPECT_THAT(first.headers, Contains(Pair("Cache-Control", "no-cache")));
  const HttpResponse again = Get("/", {.if_none_match = "W/\"old\", " + Header(first, "ETag")});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.bytes(), "");
  auto changed = kFiles;
  changed[2].bytes += "!";
  EXPECT_NE(Header(Get("/", {}, changed), "ETag"), Header(first, "ETag"));
}

TEST(Page, IsCompressedForWhoCanReadIt) {
  const HttpResponse packed = Get("/app.js", {.accepts_gzip = true});
  EXPECT_EQ(Header(packed, "Content-Encoding"), "gzip");
  EXPECT_EQ(packed.bytes(), Gzip(kFiles[0].bytes, 9));
  EXPECT_LT(packed.bytes().size(), 100u);
  EXPECT_NE(Header(packed, "ETag"), Header(Get("/app.js"), "ETag"));
  // What compression makes longer goes as it is.
  EXPECT_EQ(Header(Get("/", {.accepts_gzip = true}), "Content-Encoding"), "");
}

TEST(Page, IsInTheBinary) {
  const auto& files = PageFiles();
  const auto index = std::ranges::find(files, "index.html", &PageFile::name);
  ASSERT_NE(index, files.end());
  EXPECT_THAT(index->bytes, HasSubstr("<html lang=\"en\">"));
  EXPECT_TRUE(index->bytes.ends_with("</html>\n"));
}

}  // namespace
}  // namespace credence::server
