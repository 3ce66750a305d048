// The checksum of the embedded log.
#pragma once

#include <cstdint>
#include <string_view>

namespace boxoffice::platform {

/// CRC-32C (Castagnoli): the one that Kafka's records and iSCSI carry. Source: RFC 3720 appendix
/// B.4.
[[nodiscard]] std::uint32_t crc32c(std::string_view bytes);

}  // namespace boxoffice::platform
