#include "server/outcomes/receipt.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>
#include <openssl/rand.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdlib>
#include <fstream>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "absl/strings/str_cat.h"

namespace credence::server {
namespace {

constexpr char kFormat = 1;
constexpr size_t kKeyIdBytes = 4;
constexpr size_t kHeaderBytes = 1 + kKeyIdBytes;
constexpr size_t kMacBytes = 32;
constexpr size_t kLeastKeyBytes = 32;

using Digest = std::array<unsigned char, kMacBytes>;
struct FreeContext {
  void operator()(EVP_MAC_CTX* context) const { EVP_MAC_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_MAC_CTX, FreeContext>;

// A failure here is one of memory or of OpenSSL's own installation: no request can cause it.
void Require(bool good) {
  if (!good) std::abort();
}

Context KeyedContext(absl::string_view key) {
  EVP_MAC* hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  Context context(EVP_MAC_CTX_new(hmac));
  EVP_MAC_free(hmac);
  char digest[] = "SHA256";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_END};
  Require(context != nullptr &&
          EVP_MAC_init(context.get(), reinterpret_cast<const unsigned char*>(key.data()),
                       key.size(), parameters) == 1);
  return context;
}

// Fields one after another, little-endian.
class Writer {
 public:
  explicit Writer(std::string& out) : out_(out) {}

  void U16(size_t value) { Bytes(value, 2); }
  void U64(uint64_t value) { Bytes(value, 8); }
  void F64(double value) { U64(std::bit_cast<uint64_t>(value)); }
  void Text(const std::string& text) {
    U16(text.size());
    out_ += text;
  }
  void F64s(const std::vector<double>& values) {
    for (const double value : values) F64(value);
  }

 private:
  void Bytes(uint64_t value, int count) {
    for (int i = 0; i < count; ++i) out_.push_back(static_cast<char>(value >> (8 * i)));
  }

  std::string& out_;
};

// The same back. After the end of the input every field is 0, and good() is false.
class Reader {
 public:
  explicit Reader(absl::string_view in) : in_(in) {}

  bool good() const { return good_; }
  bool at_end() const { return in_.empty(); }
  uint64_t U16() { return Bytes(2); }
  uint64_t U64() { return Bytes(8); }
  double F64() { return std::bit_cast<double>(U64()); }
  std::string Text() { return std::string(Take(U16())); }
  std::vector<double> F64s(size_t count) {
    if (count * sizeof(double) > in_.size()) good_ = false;
    std::vector<double> values(good_ ? count : 0);
    for (double& value : values) value = F64();
    return values;
  }

 private:
  absl::string_view Take(size_t count) {
    if (count > in_.size()) good_ = false;
    if (!good_) return {};
    const absl::string_view taken = in_.substr(0, count);
    in_.remove_prefix(count);
    return taken;
  }
  uint64_t Bytes(int count) {
    uint64_t value = 0;
    int shift = 0;
    for (const char byte : Take(count)) {
      value |= static_cast<uint64_t>(static_cast<unsigned char>(byte)) << shift;
      shift += 8;
    }
    return value;
  }

  absl::string_view in_;
  bool good_ = true;
};

void WritePayload(const JournalPrediction& p, std::string& out) {
  Writer writer(out);
  writer.Text(p.prediction_id);
  writer.Text(p.model);
  writer.U64(static_cast<uint64_t>(p.version));
  writer.U64(static_cast<uint64_t>(absl::ToUnixMicros(p.predicted_at)));
  writer.U16(p.probabilities.size());
  writer.F64s(p.probabilities);
  writer.F64s(p.average_nll);
  writer.F64(p.epistemic);
  writer.U16(p.deferred ? 1 : 0);
  writer.Text(p.cohort);
}

absl::StatusOr<JournalPrediction> ReadPayload(absl::string_view payload) {
  Reader reader(payload);
  JournalPrediction p;
  p.prediction_id = reader.Text();
  p.model = reader.Text();
  p.version = static_cast<int64_t>(reader.U64());
  p.predicted_at = absl::FromUnixMicros(static_cast<int64_t>(reader.U64()));
  const size_t classes = reader.U16();
  p.probabilities = reader.F64s(classes);
  p.average_nll = reader.F64s(classes);
  p.epistemic = reader.F64();
  p.deferred = reader.U16() != 0;
  p.cohort = reader.Text();
  if (!reader.good() || !reader.at_end()) {
    return absl::InvalidArgumentError("receipt: got a payload of another layout");
  }
  return p;
}

absl::StatusOr<std::string> ParseKey(absl::string_view line) {
  const bool hexadecimal = std::ranges::all_of(line, absl::ascii_isxdigit);
  if (!hexadecimal || line.size() % 2 != 0 || line.size() < 2 * kLeastKeyBytes) {
    return absl::InvalidArgumentError(absl::StrCat(
        "got ", line.size(), hexadecimal ? "" : " characters that are not all",
        " hexadecimal digits, wanted an even number of them, at least ", 2 * kLeastKeyBytes));
  }
  return absl::HexStringToBytes(line);
}

}  // namespace

struct ReceiptKeys::Key {
  explicit Key(absl::string_view secret) : keyed(KeyedContext(secret)) {
    // The id tells keys apart and nothing about them.
    unsigned char digest[EVP_MAX_MD_SIZE];
    const std::string named = absl::StrCat("credence receipt key id", secret);
    Require(EVP_Digest(named.data(), named.size(), digest, nullptr, EVP_sha256(), nullptr) == 1);
    id.assign(reinterpret_cast<const char*>(digest), kKeyIdBytes);
  }

  // The key is scheduled once; each message starts from a copy of that state.
  Digest Mac(absl::string_view message) const {
    const Context context(EVP_MAC_CTX_dup(keyed.get()));
    Digest mac = {};
    size_t size = 0;
    Require(context != nullptr &&
            EVP_MAC_update(context.get(), reinterpret_cast<const unsigned char*>(message.data()),
                           message.size()) == 1 &&
            EVP_MAC_final(context.get(), mac.data(), &size, mac.size()) == 1);
    return mac;
  }

  std::string id;
  Context keyed;
};

ReceiptKeys::ReceiptKeys(std::vector<Key> keys) : keys_(std::move(keys)) {}
ReceiptKeys::ReceiptKeys(ReceiptKeys&&) noexcept = default;
ReceiptKeys& ReceiptKeys::operator=(ReceiptKeys&&) noexcept = default;
ReceiptKeys::~ReceiptKeys() = default;

absl::StatusOr<ReceiptKeys> ReceiptKeys::Read(const std::string& file) {
  std::ifstream in(file);
  if (!in) return absl::NotFoundError(absl::StrCat("--receipt-key-file: cannot read ", file));
  std::vector<Key> keys;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    const absl::string_view text =
        absl::StripAsciiWhitespace(absl::string_view(line).substr(0, line.find('#')));
    if (text.empty()) continue;
    auto secret = ParseKey(text);
    if (!secret.ok()) {
      return absl::InvalidArgumentError(absl::StrCat("--receipt-key-file: ", file, ", line ",
                                                     number, ": ", secret.status().message()));
    }
    keys.emplace_back(*secret);
    OPENSSL_cleanse(secret->data(), secret->size());
  }
  if (keys.empty()) {
    return absl::InvalidArgumentError(
        absl::StrCat("--receipt-key-file: ", file, ": got no key, wanted at least one line"));
  }
  return ReceiptKeys(std::move(keys));
}

ReceiptKeys ReceiptKeys::Random() {
  std::string secret(kLeastKeyBytes, '\0');
  Require(RAND_bytes(reinterpret_cast<unsigned char*>(secret.data()),
                     static_cast<int>(secret.size())) == 1);
  std::vector<Key> keys;
  keys.emplace_back(secret);
  return ReceiptKeys(std::move(keys));
}

std::string ReceiptKeys::Sign(const JournalPrediction& prediction) const {
  const Key& key = keys_.front();
  std::string receipt;
  receipt.reserve(256);
  receipt.push_back(kFormat);
  receipt += key.id;
  WritePayload(prediction, receipt);
  const Digest mac = key.Mac(receipt);
  receipt.append(reinterpret_cast<const char*>(mac.data()), mac.size());
  return receipt;
}

absl::StatusOr<JournalPrediction> ReceiptKeys::Verify(absl::string_view receipt) const {
  if (receipt.size() < kHeaderBytes + kMacBytes) {
    return absl::InvalidArgumentError(absl::StrCat("receipt: got ", receipt.size(),
                                                   " bytes, wanted at least ",
                                                   kHeaderBytes + kMacBytes, "; was it cut?"));
  }
  if (receipt[0] != kFormat) {
    return absl::InvalidArgumentError("receipt: got a format that this server does not know");
  }
  const absl::string_view id = receipt.substr(1, kKeyIdBytes);
  const absl::string_view signed_part = receipt.substr(0, receipt.size() - kMacBytes);
  const absl::string_view claimed = receipt.substr(signed_part.size());
  bool known = false;
  for (const Key& key : keys_) {
    if (key.id != id) continue;
    known = true;
    const Digest mac = key.Mac(signed_part);
    if (CRYPTO_memcmp(mac.data(), claimed.data(), kMacBytes) == 0) {
      return ReadPayload(signed_part.substr(kHeaderBytes));
    }
  }
  return absl::InvalidArgumentError(
      known ? "receipt: got one whose signature does not fit its content"
            : "receipt: got one signed by a key that this server does not have");
}

}  // namespace credence::server
