// Staff commands on single seats: adding, changing, removing. Many at a time are taken off sale by
// the block desk.
#pragma once

#include "base/result.hpp"
#include "contexts/musical/resources.hpp"
#include "contexts/musical/store.hpp"
#include "eventing/unit_of_work.hpp"
#include "ports/http.hpp"

#include <string>
#include <vector>

namespace boxoffice::musical {

struct AddSeat {
    SeatBody body;
    std::string language;
};

struct EditSeat {
    SeatId id;
    SeatPatch patch;
    std::int64_t user_id = 0;  ///< who asks
    std::string language;
};

struct DeleteSeat {
    SeatId id;
    std::string language;
};

class SeatStaffDesk {
  public:
    explicit SeatStaffDesk(Store& store) : store_(store) {}

    void declare(const AddSeat& command);
    void declare(const EditSeat& command) { store_.want_with_performance(command.id); }
    void declare(const DeleteSeat& command) { store_.want_with_performance(command.id); }

    /// 201 and SeatsOpened (PerformanceScheduled before it when this made the default performance);
    /// 404 no such musical or performance, 409 conflict when the place is taken by another seat,
    /// 422.
    [[nodiscard]] ports::HttpResponse decide(const AddSeat& command, eventing::UnitOfWork& work);
    /// 200 and SeatsChanged; 404, 409 seat_taken while a reservation has it, 422.
    [[nodiscard]] ports::HttpResponse decide(const EditSeat& command, eventing::UnitOfWork& work);
    /// 204 and SeatsChanged; 404, 409 seat_taken.
    [[nodiscard]] ports::HttpResponse decide(const DeleteSeat& command, eventing::UnitOfWork& work);

  private:
    [[nodiscard]] PerformanceRow default_performance(const MusicalRow& musical,
                                                     eventing::UnitOfWork& work);
    /// The seat, which nobody has: free or blocked. A hold whose time is over is ended first.
    /// Refuses not_found and seat_taken.
    [[nodiscard]] base::Result<SeatRow, ports::HttpResponse> changeable_seat(
        SeatId id, const std::string& language, eventing::UnitOfWork& work);
    [[nodiscard]] FieldErrors apply(const EditSeat& command, SeatRow& row,
                                    SeatDescription& description, eventing::UnitOfWork& work);
    /// Whether its price is another than that of its grade.
    [[nodiscard]] bool costs_its_own(const SeatRow& row, const contracts::SeatDetails& details,
                                     eventing::UnitOfWork& work) const;
    void apply_status(const EditSeat& command, SeatRow& row, SeatDescription& description,
                      FieldErrors& errors, eventing::UnitOfWork& work);
    void change_house(PerformanceId performance, eventing::UnitOfWork& work);

    Store& store_;
};

}  // namespace boxoffice::musical
