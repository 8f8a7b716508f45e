package chat

import "net/http"

// reportRoutes are those about reports and the audit log: of a room, and of all.
func (m *Module) reportRoutes() map[string]endpoint {
	routes := map[string]endpoint{"POST /api/v1/messages/{message}/report": m.postReport}
	for base, where := range map[string]func(*http.Request) (User, RoomID, error){
		"/api/v1/rooms/{room}": m.orderlyRoom,
		"/api/v1/admin":        m.everywhere,
	} {
		routes["GET "+base+"/reports"] = m.getReports(where)
		routes["PATCH "+base+"/reports/{report}"] = m.patchReport(where)
		routes["GET "+base+"/audit"] = m.getAudit(where)
	}
	return routes
}

// postReport answers the same whether it is the first one by the viewer or not.
func (m *Module) postReport(w http.ResponseWriter, r *http.Request) error {
	viewer, id, err := m.actorOn(r)
	if err != nil {
		return err
	}
	var d ReportDraft
	if err := readBody(r, &d); err != nil {
		return err
	}
	if err := m.Report(r.Context(), viewer.ID, id, d); err != nil {
		return err
	}
	w.WriteHeader(http.StatusAccepted)
	return nil
}

func (m *Module) getReports(where func(*http.Request) (User, RoomID, error)) endpoint {
	return func(w http.ResponseWriter, r *http.Request) error {
		viewer, room, err := where(r)
		if err != nil {
			return err
		}
		after, limit, err := idPage[ReportID](r)
		if err != nil {
			return err
		}
		q := ReportQuery{Room: room, Status: ReportStatus(r.URL.Query().Get("status")), After: after, Limit: limit}
		list, more, err := m.Reports(r.Context(), viewer.ID, q)
		if err != nil {
			return err
		}
		return writeJSON(w, http.StatusOK, newIDPage(list, more, func(r Report) ReportID { return r.ID }))
	}
}

func (m *Module) patchReport(where func(*http.Request) (User, RoomID, error)) endpoint {
	return func(w http.ResponseWriter, r *http.Request) error {
		viewer, room, err := where(r)
		if err != nil {
			return err
		}
		id, err := pathID(r, "report")
		if err != nil {
			return err
		}
		var d ReportClosing
		if err := readBody(r, &d); err != nil {
			return err
		}
		report, err := m.CloseReport(r.Context(), viewer.ID, room, ReportID(id), d)
		if err != nil {
			return err
		}
		return writeJSON(w, http.StatusOK, report)
	}
}

// actPage is a page of the audit log from the newest on.
type actPage struct {
	Items []Act `json:"items"`
	Page  struct {
		Before    ActID `json:"before"`
		HasBefore bool  `json:"hasBefore"`
	} `json:"page"`
}

func (m *Module) getAudit(where func(*http.Request) (User, RoomID, error)) endpoint {
	return func(w http.ResponseWriter, r *http.Request) error {
		viewer, room, err := where(r)
		if err != nil {
			return err
		}
		limit, err := queryInt(r, "limit", pageSize, 1, maxPageSize)
		if err != nil {
			return err
		}
		q := ActQuery{Room: room, Limit: int(limit)}
		for name, to := range map[string]*string{"before": (*string)(&q.Before), "user": (*string)(&q.User)} {
			if *to = r.URL.Query().Get(name); !sayable(*to) || len(*to) > maxKey {
				return &FieldError{Field: name, Code: "id", Reason: "must be an ID"}
			}
		}
		list, more, err := m.Acts(r.Context(), viewer.ID, q)
		if err != nil {
			return err
		}
		page := actPage{Items: append([]Act{}, list...)}
		if page.Page.HasBefore = more; len(list) > 0 {
			page.Page.Before = list[len(list)-1].ID
		}
		return writeJSON(w, http.StatusOK, page)
	}
}
