// Numbers and texts as the log's files hold them: little-endian, texts after their length. Internal
// to the room.
#pragma once

#include <cstring>
#include <string>
#include <string_view>
#include <type_traits>

namespace boxoffice::platform {

template <class Number>
void append_number(std::string& out, std::type_identity_t<Number> value) {
    char bytes[sizeof(Number)];
    std::memcpy(bytes, &value, sizeof bytes);
    out.append(bytes, sizeof bytes);
}

template <class Length>
void append_text(std::string& out, std::string_view text) {
    append_number<Length>(out, static_cast<Length>(text.size()));
    out.append(text);
}

/// Takes numbers and texts off the front. Once something was missing, everything is 0 or empty and
/// `is_sound` is false.
class ByteReader {
  public:
    explicit ByteReader(std::string_view bytes) : rest_(bytes) {}

    template <class Number>
    [[nodiscard]] Number number() {
        Number value{};
        const auto bytes = take(sizeof(Number));
        if (!bytes.empty()) std::memcpy(&value, bytes.data(), sizeof(Number));
        return value;
    }
    template <class Length>
    [[nodiscard]] std::string_view text() {
        const auto length = number<Length>();
        return take(static_cast<std::size_t>(length));
    }
    [[nodiscard]] std::string_view take(std::size_t size) {
        if (size > rest_.size()) {
            is_sound_ = false;
            rest_ = {};
            return {};
        }
        const auto taken = rest_.substr(0, size);
        rest_.remove_prefix(size);
        return taken;
    }
    [[nodiscard]] bool is_sound() const { return is_sound_; }
    [[nodiscard]] bool is_empty() const { return rest_.empty(); }

  private:
    std::string_view rest_;
    bool is_sound_ = true;
};

}  // namespace boxoffice::platform
