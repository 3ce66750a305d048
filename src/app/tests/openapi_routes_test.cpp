// Goal: contracts/http/openapi.yaml names exactly the routes that the program serves.
// Method: the whole house is put together on an empty directory, without starting it. Its modules
// are held against the topology by that alone.
#include "app/commands.hpp"
#include "app/house.hpp"
#include "platform/config/command_line.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <variant>

namespace boxoffice::app {
namespace {

using Routes = std::set<std::string>;

/// A directory of one test, gone with it.
class Folder {
  public:
    Folder() {
        auto pattern = (std::filesystem::temp_directory_path() / "boxoffice-XXXXXX").string();
        path_ = ::mkdtemp(pattern.data());
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    [[nodiscard]] std::string text() const { return path_.string(); }

  private:
    std::filesystem::path path_;
};

platform::ServeOptions options_for(const std::string& data) {
    const std::vector<std::string> arguments{
        "serve", "--data", data, "--port", "0", "--management-port", "0"};
    const auto parsed = platform::parse_command_line(
        program(), arguments, [](const std::string&) { return std::nullopt; });
    const auto& invocation = std::get<platform::Invocation>(parsed);
    return platform::to_serve_options(invocation.values).value();
}

std::string upper(std::string text) {
    for (auto& c : text) {
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    }
    return text;
}

std::string name_of(const ServedRoute& route) {
    return std::string{ports::to_text(route.method)} + ' ' + route.pattern;
}

/// The paths stand two blanks deep below `paths:`, their methods four.
Routes documented() {
    std::ifstream yaml{std::filesystem::path{BOXOFFICE_SOURCE_DIR} / "contracts/http/openapi.yaml"};
    Routes routes;
    std::string path;
    bool in_paths = false;
    for (std::string line; std::getline(yaml, line);) {
        if (!line.empty() && line.front() != ' ') in_paths = line == "paths:";
        if (!in_paths || !line.ends_with(':')) continue;
        const auto depth = line.find_first_not_of(' ');
        const auto name = line.substr(depth, line.size() - depth - 1);
        if (depth == 2) path = name;
        if (depth == 4 && name != "parameters" && name != "servers") {
            routes.insert(upper(name) + ' ' + path);
        }
    }
    return routes;
}

/// Operations that take an Idempotency-Key, by the parameter that they name.
Routes documented_keyed() {
    std::ifstream yaml{std::filesystem::path{BOXOFFICE_SOURCE_DIR} / "contracts/http/openapi.yaml"};
    Routes routes;
    std::string path;
    std::string operation;
    for (std::string line; std::getline(yaml, line);) {
        if (line == "components:") break;
        const auto depth = line.find_first_not_of(' ');
        if (line.ends_with(':') && depth == 2) path = line.substr(2, line.size() - 3);
        if (line.ends_with(':') && depth == 4) {
            operation = upper(line.substr(4, line.size() - 5)) + ' ' + path;
        }
        if (line.find("parameters/idempotencyKey") != std::string::npos) routes.insert(operation);
    }
    return routes;
}

TEST(OpenApi, NamesTheKeyWhereARequestMayBeSentAgainUnderIt) {
    const Folder folder;
    const House house{options_for(folder.text())};
    Routes keyed;
    for (const auto& route : house.served()) {
        if (route.repeat == Repeat::keyed) keyed.insert(name_of(route));
    }
    EXPECT_GT(keyed.size(), 15U);
    EXPECT_EQ(documented_keyed(), keyed);
}

TEST(OpenApi, NamesExactlyTheRoutesThatAreServed) {
    const Folder folder;
    const House house{options_for(folder.text())};
    const auto& list = house.served();
    Routes served;
    for (const auto& route : list) served.insert(name_of(route));
    EXPECT_EQ(served.size(), list.size()) << "a route is served twice";
    EXPECT_EQ(served.erase("GET /{path...}"), 1U) << "the pages, which are for people";
    EXPECT_GT(served.size(), 50U);
    EXPECT_EQ(documented(), served);
}

}  // namespace
}  // namespace boxoffice::app
