// The web page: static files, one route each.
#pragma once

#include <vector>

#include "server/web/http.h"
#include "server/web/page_files.h"

namespace credence::server {

// index.html is served at "/". Browsers keep the files, and ask each time whether they are still
// the same (ETag); nothing but this server may be loaded by them (Content-Security-Policy).
std::vector<HttpRoute> PageRoutes(const std::vector<PageFile>& files);

}  // namespace credence::server
