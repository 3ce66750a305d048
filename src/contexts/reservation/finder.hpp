// GET of reservations: a buyer's own; for staff everybody's, found by booking number, person,
// performance, status or day, and with the name of who bought.
#pragma once

#include "contexts/reservation/queries.hpp"
#include "eventing/environment.hpp"
#include "eventing/query_worker.hpp"
#include "ports/http.hpp"
#include "ports/people_directory.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace boxoffice::reservation {

/// People whose reservations one search goes through; a text that fits more of them is refused.
inline constexpr std::size_t people_found_max = 500;
/// Bytes of a searched text.
inline constexpr std::size_t search_length_max = 100;

class Finder {
  public:
    /// What staff ask goes over many rows and so has a worker of its own; `reads` is for buyers.
    /// Without `people` buyers have no names, and none is found by his.
    Finder(const eventing::Environment& environment, eventing::QueryWorker& reads,
           ports::PeopleDirectory* people);
    ~Finder();
    Finder(const Finder&) = delete;
    Finder& operator=(const Finder&) = delete;

    [[nodiscard]] std::vector<ports::Route> table();
    /// From here nobody is asked who people are. Answers that are still out fall to the ground.
    void close();

  private:
    void list(const ports::HttpRequest& request, const ports::Responder& responder);
    void show(const ports::HttpRequest& request, const ports::Responder& responder);

    struct Desk;
    struct Asked;
    using AskedPointer = std::shared_ptr<const Asked>;

    std::shared_ptr<Desk> desk_;
};

}  // namespace boxoffice::reservation
