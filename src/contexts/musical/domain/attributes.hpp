// What is special about a place, whichever performance is played.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::musical {

/// `wheelchair` is a space without a chair, `companion` the chair beside it; neither is ever
/// offered to parties that did not ask for accessible seats. `restricted_view` must be told before
/// payment.
enum class Attribute : std::uint8_t { wheelchair = 1, companion = 2, restricted_view = 4 };

class Attributes {
  public:
    constexpr Attributes() = default;
    constexpr explicit Attributes(std::uint8_t bits) : bits_(bits) {}

    [[nodiscard]] constexpr bool has(Attribute attribute) const {
        return (bits_ & static_cast<std::uint8_t>(attribute)) != 0;
    }
    constexpr void add(Attribute attribute) {
        bits_ = static_cast<std::uint8_t>(bits_ | static_cast<std::uint8_t>(attribute));
    }
    /// Kept for those who need it: wheelchair or companion.
    [[nodiscard]] constexpr bool is_accessible() const {
        return has(Attribute::wheelchair) || has(Attribute::companion);
    }
    /// For a database column.
    [[nodiscard]] constexpr std::uint8_t bits() const { return bits_; }
    friend constexpr bool operator==(Attributes, Attributes) = default;

  private:
    std::uint8_t bits_ = 0;
};

/// "wheelchair", "companion", "restricted_view". @return nothing for any other name.
[[nodiscard]] std::optional<Attribute> attribute_named(std::string_view name);

/// Unknown names are left out; validation reports them.
[[nodiscard]] Attributes attributes_from(const std::vector<std::string>& names);
[[nodiscard]] std::vector<std::string> names_of(Attributes attributes);

}  // namespace boxoffice::musical
