#include "simulation/world/path_pattern.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

namespace boxoffice::simulation {
namespace {

std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    while (path.starts_with('/')) {
        path.remove_prefix(1);
        const auto end = std::min(path.find('/'), path.size());
        segments.push_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    return segments;
}

}  // namespace

bool fits(const std::string& pattern, ports::HttpRequest& request) {
    const auto wanted = segments_of(pattern);
    const auto given = segments_of(request.path);
    if (wanted.size() != given.size()) return false;
    request.parameters.clear();
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i].starts_with('{')) {
            request.parameters.emplace_back(wanted[i].substr(1, wanted[i].size() - 2), given[i]);
        } else if (wanted[i] != given[i]) {
            return false;
        }
    }
    return true;
}

}  // namespace boxoffice::simulation
