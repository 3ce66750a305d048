// Text of YAML and Markdown documents, line by line.
#pragma once

#include <string>
#include <string_view>

namespace boxoffice::app {

/// Collects the lines of a YAML document. `depth` counts levels of two spaces.
class YamlText {
  public:
    /// A line as it is.
    void line(int depth, std::string_view text);
    /// `name: text`, with `text` quoted so that YAML reads it as a string.
    void quoted(int depth, std::string_view name, std::string_view text);
    [[nodiscard]] const std::string& text() const { return text_; }

  private:
    std::string text_;
};

}  // namespace boxoffice::app
