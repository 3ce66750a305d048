// What the house calls its things in English. Everything has a name in the house's own language.
#pragma once

#include <boost/describe/class.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace boxoffice::contracts {

/// A section of a hall: `name` is what its seats and tickets say.
struct SectionName {
    std::string name;
    std::string name_en;
    friend bool operator==(const SectionName&, const SectionName&) = default;
};
BOOST_DESCRIBE_STRUCT(SectionName, (), (name, name_en))

/// What a showing, its hall and the sections of the hall are called in English, as far as the house
/// has said it: `sections` has those alone that have such a name.
struct EnglishNames {
    std::optional<std::string> musical_name;
    std::optional<std::string> venue_name;
    std::vector<SectionName> sections;
    friend bool operator==(const EnglishNames&, const EnglishNames&) = default;
};
BOOST_DESCRIBE_STRUCT(EnglishNames, (), (musical_name, venue_name, sections))

/// @return nothing when that section has no name in English.
[[nodiscard]] std::optional<std::string> section_name(const EnglishNames& names,
                                                      std::string_view section);

}  // namespace boxoffice::contracts
