// Which route a request takes.
#pragma once

#include "ports/http.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boxoffice::platform::http {

using PathParameters = std::vector<std::pair<std::string, std::string>>;

class Router {
  public:
    struct Match {
        const ports::Route* route = nullptr;
        PathParameters parameters;
        /// The path is known, perhaps not with this method.
        bool is_known_path = false;
        /// The methods of that path, for the header Allow.
        std::string_view allow;
    };

    /// Two routes of one method for one path, or a broken pattern, are bugs.
    explicit Router(std::vector<ports::Route> routes);
    ~Router();
    Router(const Router&) = delete;
    Router& operator=(const Router&) = delete;

    /// `path` is decoded. No `method` stands for one that this server does not know. HEAD falls to
    /// GET. A literal beats a parameter, a parameter with a literal part beats one without, and
    /// "{path...}" comes last. At the root ("/{path...}") it takes what nothing else knows, and is
    /// no claim to those paths: with another method they stay unknown.
    [[nodiscard]] Match find(std::optional<ports::HttpMethod> method, std::string_view path) const;

    /// They stay where they are as long as this router does.
    [[nodiscard]] const std::vector<const ports::Route*>& routes() const { return routes_; }

  private:
    struct Node;

    void add(ports::Route route);
    /// The node that `rest` leads to from `node`, or nothing; notes the parameters met on the way.
    static const Node* walk(const Node& node, std::string_view rest, PathParameters& parameters);

    std::unique_ptr<Node> root_;
    std::vector<const ports::Route*> routes_;
};

}  // namespace boxoffice::platform::http
