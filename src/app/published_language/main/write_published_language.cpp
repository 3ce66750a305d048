// Writes contracts/events/asyncapi.yaml and docs/context-map.md from the code.
#include "app/published_language/asyncapi.hpp"
#include "app/published_language/context_map.hpp"

#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace {

void write_file(const std::filesystem::path& file, const std::string& text) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream stream{file, std::ios::binary | std::ios::trunc};
    stream << text;
    stream.flush();
    if (!stream) throw std::runtime_error{"cannot write " + file.string()};
    std::printf("written: %s\n", file.c_str());
}

}  // namespace

int main(int count, char** arguments) {
    using namespace boxoffice::app;
    if (count > 2 || (count == 2 && arguments[1][0] == '-')) {
        std::puts("write_published_language [top folder of the source tree]");
        std::puts("  Writes contracts/events/asyncapi.yaml and docs/context-map.md from the code.");
        return 2;
    }
    try {
        const std::filesystem::path root{count == 2 ? arguments[1] : "."};
        write_file(root / "contracts" / "events" / "asyncapi.yaml",
                   make_asyncapi(read_published_sources(root)));
        write_file(root / "docs" / "context-map.md", make_context_map());
        return 0;
    } catch (const std::exception& fault) {
        std::fprintf(stderr, "%s\n", fault.what());
        return 1;
    }
}
