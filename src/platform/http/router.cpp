#include "platform/http/router.hpp"

#include "base/invariant.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>

namespace boxoffice::platform::http {
namespace {

using ports::HttpMethod;

constexpr std::array all_methods{HttpMethod::get,    HttpMethod::head,  HttpMethod::post,
                                 HttpMethod::put,    HttpMethod::patch, HttpMethod::del,
                                 HttpMethod::options};

std::size_t index_of(HttpMethod method) {
    return static_cast<std::size_t>(method);
}

/// "{id}.svg": what stands before, the parameter's name, what stands behind.
struct ParameterPattern {
    std::string prefix;
    std::string name;
    std::string suffix;
    bool takes_rest = false;

    friend bool operator==(const ParameterPattern&, const ParameterPattern&) = default;
    [[nodiscard]] std::size_t literal_length() const { return prefix.size() + suffix.size(); }

    /// The parameter's value in `segment`; empty when it does not fit.
    [[nodiscard]] std::string_view match(std::string_view segment) const {
        const bool fits = segment.size() > literal_length() && segment.starts_with(prefix) &&
                          segment.ends_with(suffix);
        return fits ? segment.substr(prefix.size(), segment.size() - literal_length())
                    : std::string_view{};
    }
};

ParameterPattern parse_parameter(std::string_view segment) {
    const auto open = segment.find('{');
    const auto close = segment.find('}');
    BOXOFFICE_INVARIANT(close != std::string_view::npos && open + 1 < close);
    ParameterPattern pattern{.prefix = std::string{segment.substr(0, open)},
                             .name = std::string{segment.substr(open + 1, close - open - 1)},
                             .suffix = std::string{segment.substr(close + 1)},
                             .takes_rest = false};
    if (pattern.name.ends_with("...")) {
        pattern.name.resize(pattern.name.size() - 3);
        pattern.takes_rest = true;
        BOXOFFICE_INVARIANT(pattern.literal_length() == 0);
    }
    return pattern;
}

/// Cuts the first segment off `rest`, which begins with a slash.
std::string_view take_segment(std::string_view& rest) {
    const auto end = std::min(rest.find('/', 1), rest.size());
    const auto segment = rest.substr(1, end - 1);
    rest.remove_prefix(end);
    return segment;
}

}  // namespace

/// One place in the tree of all paths.
struct Router::Node {
    struct Branch {
        ParameterPattern pattern;
        std::unique_ptr<Node> node;
    };

    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::vector<Branch> branches;  ///< the most specific first
    std::array<std::optional<ports::Route>, all_methods.size()> routes;
    std::string allow;
    bool takes_everything = false;  ///< "/{path...}"

    [[nodiscard]] bool has_routes() const { return !allow.empty(); }

    [[nodiscard]] const ports::Route* route(HttpMethod method) const {
        const auto& slot = routes[index_of(method)];
        if (slot) return &*slot;
        return method == HttpMethod::head ? route(HttpMethod::get) : nullptr;
    }

    Node& child(std::string_view segment) {
        if (segment.find('{') == std::string_view::npos) {
            auto& slot = literals[std::string{segment}];
            if (!slot) slot = std::make_unique<Node>();
            return *slot;
        }
        auto pattern = parse_parameter(segment);
        for (auto& branch : branches) {
            if (branch.pattern == pattern) return *branch.node;
        }
        const auto before =
            std::find_if(branches.begin(), branches.end(), [&](const Branch& other) {
                return other.pattern.takes_rest ||
                       (!pattern.takes_rest &&
                        other.pattern.literal_length() < pattern.literal_length());
            });
        return *branches.insert(before, Branch{std::move(pattern), std::make_unique<Node>()})->node;
    }

    void list_methods() {
        allow.clear();
        for (const auto method : all_methods) {
            const bool is_answered = route(method) != nullptr || method == HttpMethod::options;
            if (!is_answered) continue;
            if (!allow.empty()) allow += ", ";
            allow += ports::to_text(method);
        }
    }
};

Router::Router(std::vector<ports::Route> routes) : root_(std::make_unique<Node>()) {
    for (auto& route : routes) add(std::move(route));
}

Router::~Router() = default;

void Router::add(ports::Route route) {
    BOXOFFICE_INVARIANT(route.pattern.starts_with('/') && route.handler);
    auto* node = root_.get();
    const std::string pattern = route.pattern;
    for (std::string_view rest = pattern; !rest.empty();) node = &node->child(take_segment(rest));
    auto& slot = node->routes[index_of(route.method)];
    BOXOFFICE_INVARIANT(!slot);
    slot = std::move(route);
    routes_.push_back(&*slot);
    node->list_methods();
    node->takes_everything =
        std::any_of(root_->branches.begin(), root_->branches.end(), [node](const auto& branch) {
            return branch.pattern.takes_rest && branch.node.get() == node;
        });
}

const Router::Node* Router::walk(const Node& node, std::string_view rest,
                                 PathParameters& parameters) {
    if (rest.empty()) return node.has_routes() ? &node : nullptr;
    const auto whole = rest.substr(1);
    const auto segment = take_segment(rest);
    if (const auto literal = node.literals.find(segment); literal != node.literals.end()) {
        if (const auto* found = walk(*literal->second, rest, parameters)) return found;
    }
    for (const auto& [pattern, child] : node.branches) {
        const auto value = pattern.takes_rest ? whole : pattern.match(segment);
        if (value.empty() && !pattern.takes_rest) continue;
        parameters.emplace_back(pattern.name, value);
        const auto left = pattern.takes_rest ? std::string_view{} : rest;
        if (const auto* found = walk(*child, left, parameters)) return found;
        parameters.pop_back();
    }
    return nullptr;
}

Router::Match Router::find(std::optional<HttpMethod> method, std::string_view path) const {
    Match match;
    const auto* node = walk(*root_, path, match.parameters);
    if (node == nullptr) return match;
    if (method) match.route = node->route(*method);
    if (match.route == nullptr && node->takes_everything) return match;
    match.is_known_path = true;
    match.allow = node->allow;
    return match;
}

}  // namespace boxoffice::platform::http
