// One lambda per alternative of a variant: std::visit(match{...}, value).
#pragma once

namespace boxoffice::base {

template <class... Cases>
struct match : Cases... {
    using Cases::operator()...;
};
template <class... Cases>
match(Cases...) -> match<Cases...>;

}  // namespace boxoffice::base
