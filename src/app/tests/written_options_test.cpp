// Goal: the table of options in docs/configuration.md is the table of options, and README's short
// one is a part of it.
#include "platform/config/serve_options.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace boxoffice::app {
namespace {

std::string text_of(const std::string& name) {
    std::stringstream text;
    text << std::ifstream{std::filesystem::path{BOXOFFICE_SOURCE_DIR} / name}.rdbuf();
    return text.str();
}

TEST(WrittenOptions, AreTheOptionsAsTheyAre) {
    const auto table = platform::to_markdown(platform::serve_option_table());
    EXPECT_NE(text_of("docs/configuration.md").find(table), std::string::npos)
        << "docs/configuration.md should have\n"
        << table;
}

TEST(WrittenOptions, OfTheReadmeArePartOfThem) {
    const auto table = platform::to_markdown(platform::serve_option_table());
    std::istringstream readme{text_of("README.md")};
    int rows = 0;
    for (std::string line; std::getline(readme, line);) {
        if (!line.starts_with("| `--")) continue;
        ++rows;
        EXPECT_NE(table.find(line + '\n'), std::string::npos) << line;
    }
    EXPECT_GE(rows, 5);
}

}  // namespace
}  // namespace boxoffice::app
