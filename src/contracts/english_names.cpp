#include "contracts/english_names.hpp"

#include <algorithm>

namespace boxoffice::contracts {

std::optional<std::string> section_name(const EnglishNames& names, std::string_view section) {
    const auto found = std::ranges::find(names.sections, section, &SectionName::name);
    if (found == names.sections.end()) return std::nullopt;
    return found->name_en;
}

}  // namespace boxoffice::contracts
