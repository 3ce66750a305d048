// Pictures that belong to the house: written once, never changed, named by their content.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace boxoffice::ports {

enum class PictureType : std::uint8_t { png, jpeg, webp };
/// "png", "jpg", "webp": the ending of a name.
[[nodiscard]] std::string_view ending_of(PictureType type);
/// "image/png", ...
[[nodiscard]] std::string_view media_type_of(PictureType type);

/// What the bytes are, whatever anybody calls them; nothing when they are no picture that browsers
/// show, or not all of one. Source: PNG (RFC 2083), JPEG (ITU T.81), WebP (RFC 9649).
[[nodiscard]] std::optional<PictureType> picture_type_of(std::string_view bytes);

/// The name under which `put` keeps such a picture: 64 hexadecimal digits, a dot, the ending.
/// @return the type that it says; nothing when it is no such name.
[[nodiscard]] std::optional<PictureType> type_in_name(std::string_view name);

/// Shared by all replicas of a context. Safe from any thread; calls touch the disk.
class MediaStore {
  public:
    virtual ~MediaStore() = default;
    /// Keeps the picture; whoever reads it then, here or elsewhere, reads all of it. Again is the
    /// same. @return its name.
    /// @throws base::InfrastructureFault, retryable when the disk is full or away.
    [[nodiscard]] virtual std::string put(std::string_view bytes, PictureType type) = 0;
    /// Nothing when there is no picture of that name.
    /// @throws base::InfrastructureFault when it cannot be read.
    [[nodiscard]] virtual std::optional<std::string> get(std::string_view name) = 0;
};

}  // namespace boxoffice::ports
