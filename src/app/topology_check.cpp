#include "app/topology_check.hpp"

#include "app/topology.hpp"

#include <algorithm>
#include <set>

namespace boxoffice::app {
namespace {

using Events = std::set<std::pair<std::string, std::string>>;

bool serves(const ContextEntry& entry, const std::string& pattern) {
    return std::any_of(entry.serves.begin(), entry.serves.end(), [&](std::string_view prefix) {
        if (!pattern.starts_with(prefix)) return false;
        return prefix == "/" || pattern.size() == prefix.size() || pattern[prefix.size()] == '/';
    });
}

void compare(const ContextEntry& entry, eventing::ContextModule& module,
             std::vector<std::string>& differences) {
    Events wanted;
    for (const auto event : entry.listens_to) wanted.emplace(publisher_of(event), event);
    const auto listened = module.listens_to();
    const Events found{listened.begin(), listened.end()};
    const std::string name{entry.name};
    for (const auto& [source, type] : wanted) {
        if (!found.contains({source, type})) {
            differences.push_back(name + " does not listen to " + type + " of " + source);
        }
    }
    for (const auto& [source, type] : found) {
        if (!wanted.contains({source, type})) {
            differences.push_back(name + " listens to " + type + " of " + source +
                                  ", which topology does not say");
        }
    }
    for (const auto& route : module.routes()) {
        if (serves(entry, route.pattern)) continue;
        differences.push_back(name + " serves " + route.pattern + ", which topology does not say");
    }
}

}  // namespace

std::string publisher_of(std::string_view event) {
    for (const auto& context : topology()) {
        if (std::find(context.publishes.begin(), context.publishes.end(), event) !=
            context.publishes.end()) {
            return std::string{context.name};
        }
    }
    return {};
}

std::vector<std::string> topology_differences(
    const std::vector<std::unique_ptr<eventing::ContextModule>>& modules) {
    std::vector<std::string> differences;
    for (const auto& module : modules) {
        const auto entries = topology();
        const auto entry =
            std::find_if(entries.begin(), entries.end(),
                         [&](const ContextEntry& each) { return each.name == module->name(); });
        if (entry == entries.end()) {
            differences.push_back("topology has no context " + std::string{module->name()});
        } else {
            compare(*entry, *module, differences);
        }
    }
    return differences;
}

}  // namespace boxoffice::app
