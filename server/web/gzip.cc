#include "server/web/gzip.h"

#include <zlib.h>

namespace credence::server {

std::string Gzip(absl::string_view text, int level) {
  constexpr int kGzipFormat = 15 + 16;  // the largest window; 16: gzip's header instead of zlib's
  constexpr int kMemoryLevel = 8;       // zlib's default
  z_stream stream = {};
  deflateInit2(&stream, level, Z_DEFLATED, kGzipFormat, kMemoryLevel, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, Z_FINISH);  // cannot run out of room: deflateBound
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace credence::server
