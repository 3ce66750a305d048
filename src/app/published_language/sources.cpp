#include "app/published_language/sources.hpp"

#include <fstream>
#include <iterator>
#include <stdexcept>

namespace boxoffice::app {
namespace {

std::string whole_file(const std::filesystem::path& file) {
    std::ifstream stream{file, std::ios::binary};
    if (!stream) throw std::runtime_error{"cannot read " + file.string()};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

}  // namespace

PublishedSources read_published_sources(const std::filesystem::path& root) {
    PublishedSources sources;
    using Folder = std::filesystem::directory_iterator;
    for (const auto& entry : Folder{root / "src" / "contracts"}) {
        if (entry.path().extension() != ".hpp") continue;
        collect_struct_comments(sources.comments, whole_file(entry.path()));
    }
    for (const auto& entry : Folder{root / "contracts" / "events" / "examples"}) {
        auto text = whole_file(entry.path());
        while (text.ends_with('\n')) text.pop_back();
        sources.examples.emplace(entry.path().stem().string(), std::move(text));
    }
    return sources;
}

}  // namespace boxoffice::app
