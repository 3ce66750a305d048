// Staff commands on musicals and venues.
#pragma once

#include "contexts/musical/resources.hpp"
#include "contexts/musical/store.hpp"
#include "eventing/unit_of_work.hpp"
#include "ports/http.hpp"

#include <string>
#include <variant>

namespace boxoffice::musical {

/// Every command carries the Accept-Language of its request, for the text of a refusal.
struct CreateMusical {
    MusicalDetails details;
    std::string language;
};

/// PUT gives all details, PATCH some.
struct EditMusical {
    MusicalId id;
    std::variant<MusicalDetails, MusicalPatch> change;
    std::string language;
};

struct DeleteMusical {
    MusicalId id;
    std::string language;
};

struct CreateVenue {
    VenueDetails details;
    std::string language;
};

/// Performances keep the seats that they were opened with: a new plan counts for later ones.
struct EditVenue {
    VenueId id;
    VenueDetails details;
    std::string language;
};

struct DeleteVenue {
    VenueId id;
    std::string language;
};

class CatalogueDesk {
  public:
    explicit CatalogueDesk(Store& store) : store_(store) {}

    void declare(const CreateMusical& command);
    void declare(const EditMusical& command);
    void declare(const DeleteMusical& command);
    void declare(const CreateVenue&) {}
    void declare(const EditVenue& command) { store_.want(command.id); }
    void declare(const DeleteVenue& command) { store_.want(command.id); }

    /// 201 and ItemCreated; 422.
    [[nodiscard]] ports::HttpResponse decide(const CreateMusical& command,
                                             eventing::UnitOfWork& work);
    /// 200 and ItemEdited; with another name or refund policy also PerformanceScheduled for
    /// each of its performances; 404, 422.
    [[nodiscard]] ports::HttpResponse decide(const EditMusical& command,
                                             eventing::UnitOfWork& work);
    /// 204 and ItemDeleted, PerformanceCanceled for each of its performances; 404, 409 while there
    /// are live reservations.
    [[nodiscard]] ports::HttpResponse decide(const DeleteMusical& command,
                                             eventing::UnitOfWork& work);
    /// 201.
    [[nodiscard]] ports::HttpResponse decide(const CreateVenue& command,
                                             eventing::UnitOfWork& work);
    /// 200; 404.
    [[nodiscard]] ports::HttpResponse decide(const EditVenue& command, eventing::UnitOfWork& work);
    /// 204; 404, 409 while a performance is scheduled there.
    [[nodiscard]] ports::HttpResponse decide(const DeleteVenue& command,
                                             eventing::UnitOfWork& work);

  private:
    void reprice_performances(MusicalId id, const MusicalDetails& before,
                              const MusicalDetails& after, eventing::UnitOfWork& work) const;
    [[nodiscard]] bool has_venue(contracts::VenueId id) const;

    Store& store_;
};

}  // namespace boxoffice::musical
