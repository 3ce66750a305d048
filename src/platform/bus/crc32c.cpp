#include "platform/bus/crc32c.hpp"

#include <array>
#include <bit>
#include <cstddef>
#include <cstring>

namespace boxoffice::platform {
namespace {

using Table = std::array<std::uint32_t, 256>;

/// tables[n][b] is what byte b adds to the checksum when n bytes follow it in the same group of
/// eight.
constexpr std::array<Table, 8> make_tables() {
    std::array<Table, 8> tables{};
    for (std::uint32_t byte = 0; byte < 256; ++byte) {
        std::uint32_t value = byte;
        for (int bit = 0; bit < 8; ++bit)
            value = (value >> 1) ^ ((value & 1) != 0 ? 0x82f63b78U : 0U);
        tables[0][byte] = value;
    }
    for (std::size_t n = 1; n < 8; ++n) {
        for (std::size_t byte = 0; byte < 256; ++byte) {
            const std::uint32_t before = tables[n - 1][byte];
            tables[n][byte] = (before >> 8) ^ tables[0][before & 0xff];
        }
    }
    return tables;
}

constexpr auto tables = make_tables();
static_assert(std::endian::native == std::endian::little, "the log's files are little-endian");

}  // namespace

std::uint32_t crc32c(std::string_view bytes) {
    std::uint32_t value = ~0U;
    while (bytes.size() >= 8) {
        std::uint64_t group = 0;
        std::memcpy(&group, bytes.data(), 8);
        group ^= value;
        value = 0;
        for (std::size_t n = 0; n < 8; ++n) value ^= tables[7 - n][(group >> (8 * n)) & 0xff];
        bytes.remove_prefix(8);
    }
    for (const char c : bytes) {
        value = (value >> 8) ^ tables[0][(value ^ static_cast<unsigned char>(c)) & 0xff];
    }
    return ~value;
}

}  // namespace boxoffice::platform
