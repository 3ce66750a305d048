#include "ports/media_store.hpp"

#include <algorithm>
#include <array>

namespace boxoffice::ports {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t digest_digits = 64;

struct Named {
    PictureType type;
    std::string_view ending;
    std::string_view media_type;
};
constexpr std::array<Named, 3> names{{{PictureType::png, "png", "image/png"},
                                      {PictureType::jpeg, "jpg", "image/jpeg"},
                                      {PictureType::webp, "webp", "image/webp"}}};

std::uint32_t little_endian(std::string_view bytes) {
    std::uint32_t number = 0;
    for (std::size_t i = 4; i-- > 0;) {
        number = number << 8U | static_cast<unsigned char>(bytes[i]);
    }
    return number;
}

/// The signature, the header as the first chunk, and the end as the last.
bool is_png(std::string_view bytes) {
    return bytes.starts_with("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"sv) &&
           bytes.ends_with("\0\0\0\0IEND\xae\x42\x60\x82"sv);
}

bool is_jpeg(std::string_view bytes) {
    return bytes.starts_with("\xff\xd8\xff"sv) && bytes.ends_with("\xff\xd9"sv);
}

/// The container says how long it is.
bool is_webp(std::string_view bytes) {
    constexpr std::size_t head = 16;
    return bytes.size() >= head && bytes.starts_with("RIFF"sv) &&
           bytes.substr(8).starts_with("WEBPVP8"sv) &&
           std::size_t{little_endian(bytes.substr(4))} + 8 == bytes.size();
}

}  // namespace

std::string_view ending_of(PictureType type) {
    return names[static_cast<std::size_t>(type)].ending;
}

std::string_view media_type_of(PictureType type) {
    return names[static_cast<std::size_t>(type)].media_type;
}

std::optional<PictureType> picture_type_of(std::string_view bytes) {
    if (is_png(bytes)) return PictureType::png;
    if (is_jpeg(bytes)) return PictureType::jpeg;
    if (is_webp(bytes)) return PictureType::webp;
    return std::nullopt;
}

std::optional<PictureType> type_in_name(std::string_view name) {
    const auto digest = name.substr(0, digest_digits);
    const bool is_digest =
        digest.size() == digest_digits && std::all_of(digest.begin(), digest.end(), [](char c) {
            return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
        });
    if (!is_digest) return std::nullopt;
    for (const auto& one : names) {
        const auto rest = name.substr(digest_digits);
        if (rest.starts_with('.') && rest.substr(1) == one.ending) return one.type;
    }
    return std::nullopt;
}

}  // namespace boxoffice::ports
