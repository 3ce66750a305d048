// Goal: the README's table of options is the table of options.
#include "platform/config/serve_options.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

namespace boxoffice::app {
namespace {

TEST(Readme, ShowsEveryOptionAsItIs) {
    std::stringstream text;
    text << std::ifstream{std::filesystem::path{BOXOFFICE_SOURCE_DIR} / "README.md"}.rdbuf();
    const auto table = platform::to_markdown(platform::serve_option_table());
    EXPECT_NE(text.str().find(table), std::string::npos) << "README.md should have\n" << table;
}

}  // namespace
}  // namespace boxoffice::app
