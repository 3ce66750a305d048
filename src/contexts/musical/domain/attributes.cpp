#include "contexts/musical/domain/attributes.hpp"

#include <array>
#include <utility>

namespace boxoffice::musical {
namespace {

constexpr std::array named{
    std::pair{std::string_view{"wheelchair"}, Attribute::wheelchair},
    std::pair{std::string_view{"companion"}, Attribute::companion},
    std::pair{std::string_view{"restricted_view"}, Attribute::restricted_view}};

}  // namespace

std::optional<Attribute> attribute_named(std::string_view name) {
    for (const auto& [text, attribute] : named) {
        if (text == name) return attribute;
    }
    return std::nullopt;
}

Attributes attributes_from(const std::vector<std::string>& names) {
    Attributes attributes;
    for (const auto& name : names) {
        if (const auto attribute = attribute_named(name)) attributes.add(*attribute);
    }
    return attributes;
}

std::vector<std::string> names_of(Attributes attributes) {
    std::vector<std::string> names;
    for (const auto& [text, attribute] : named) {
        if (attributes.has(attribute)) names.emplace_back(text);
    }
    return names;
}

}  // namespace boxoffice::musical
