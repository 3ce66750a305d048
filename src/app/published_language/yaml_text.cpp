#include "app/published_language/yaml_text.hpp"

#include "contracts/codec.hpp"

namespace boxoffice::app {

void YamlText::line(int depth, std::string_view text) {
    text_.append(static_cast<std::size_t>(depth) * 2, ' ').append(text) += '\n';
}

void YamlText::quoted(int depth, std::string_view name, std::string_view text) {
    std::string whole{name};
    whole += ": ";
    // A JSON string is a YAML string in double quotes.
    contracts::append_json_string(whole, text);
    line(depth, whole);
}

}  // namespace boxoffice::app
