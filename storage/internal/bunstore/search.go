package bunstore

import (
	"context"
	"errors"

	"github.com/uptrace/bun"

	"github.com/parleychat/parley/chat"
)

// SearchMessages implements chat.SearchStore.
func (s *Store) SearchMessages(ctx context.Context, q chat.SearchQuery) ([]chat.Message, error) {
	limit, err := pageSize(q.Limit, 0)
	if err = errors.Join(err, storable(string(q.Reader), string(q.Before)), writable(q.From, q.Until)); err != nil {
		return nil, s.fail(ctx, err, "search")
	}
	var rows []messageRow
	err = s.reading(ctx, func(db conn) error {
		rows = nil
		found := s.selected(db, q).Limit(int64(limit))
		return db.NewSelect().Model(&rows).ModelTableExpr("?messages AS m").
			Where("m.id IN (SELECT f.message_id FROM (?) AS f)", found).OrderExpr("m.id DESC").Scan(ctx)
	})
	if err != nil {
		return nil, s.fail(ctx, err, "search")
	}
	list := make([]chat.Message, len(rows))
	for i, row := range rows {
		list[i] = row.message()
	}
	return list, nil
}

// selected are the IDs of what the query selects, the newest first.
func (s *Store) selected(db conn, q chat.SearchQuery) *bun.SelectQuery {
	query := db.NewSelect().ModelTableExpr("?findable AS d").ColumnExpr("d.message_id")
	order, aside := "d.message_id DESC", ""
	if len(q.All) > 0 {
		// Not by the index of this order, in which one would look for a word that is seldom
		// through everything: what has the words comes first, and is sorted.
		order, aside = "d.message_id || '' DESC", s.dialect.Aside
		query.Where(s.dialect.Match, s.dialect.Phrases(terms(q.All)))
	}
	for _, p := range q.None {
		query.Where("NOT ("+s.dialect.Match+")", s.dialect.Phrases(terms([]chat.Phrase{p})))
	}
	if q.Before != "" {
		query.Where("d.message_id < ?", q.Before)
	}
	if !q.From.IsZero() {
		query.Where("d.created_at >= ?", stamp(q.From))
	}
	if !q.Until.IsZero() {
		query.Where("d.created_at < ?", stamp(q.Until))
	}
	where(query, q, aside)
	only(query, aside+"d.author_id", q.Authors, q.NotAuthors)
	for _, f := range q.Has {
		query.Where(having(f))
	}
	for _, f := range q.HasNot {
		query.Where("NOT (" + having(f) + ")")
	}
	return query.OrderExpr(order)
}

// terms are the words of phrases as they stand in the index.
func terms(phrases []chat.Phrase) [][]string {
	all := make([][]string, len(phrases))
	for i, p := range phrases {
		for _, word := range p {
			all[i] = append(all[i], term(word))
		}
	}
	return all
}

// where leaves out what is in other rooms.
func where(query *bun.SelectQuery, q chat.SearchQuery, aside string) {
	only(query, aside+"d.room_id", q.Rooms, q.NotRooms)
	if len(q.Rooms) == 0 && q.Reader != "" {
		query.Where(`(EXISTS (SELECT 1 FROM ?rooms AS r WHERE r.id = d.room_id AND r.kind = ?)
			OR EXISTS (SELECT 1 FROM ?members AS b WHERE b.room_id = d.room_id AND b.user_id = ?))`, chat.Public, q.Reader)
	}
}

// only has a column be one of some values, unless there are none, and none of others.
func only[ID ~string](query *bun.SelectQuery, column string, these, not []ID) {
	switch list := kept(these); {
	case len(these) == 0:
	case len(list) == 1: // in order by an index
		query.Where(column+" = ?", list[0])
	case len(list) == 0:
		query.Where("1 = 0")
	default:
		query.Where(column+" IN (?)", bun.List(list))
	}
	if list := kept(not); len(list) > 0 {
		query.Where(column+" NOT IN (?)", bun.List(list))
	}
}

// kept are those of the values that can be there.
func kept[ID ~string](ids []ID) []ID {
	var list []ID
	for part := range parts(ids) {
		list = append(list, part...)
	}
	return list
}

// having is the condition that a message has a feature.
func having(f chat.Feature) string {
	switch f {
	case chat.FeatureLink:
		return "d.link = 1"
	case chat.FeatureReaction:
		return "EXISTS (SELECT 1 FROM ?reactions AS x WHERE x.message_id = d.message_id)"
	case chat.FeatureThread:
		return "EXISTS (SELECT 1 FROM ?messages AS t WHERE t.thread = d.message_id AND t.thread <> '' AND t.deleted_at IS NULL)"
	case chat.FeaturePin:
		return "EXISTS (SELECT 1 FROM ?messages AS p WHERE p.id = d.message_id AND p.pinned_at IS NOT NULL)"
	case chat.FeatureFile:
		return "EXISTS (SELECT 1 FROM ?files AS a WHERE a.message_id = d.message_id)"
	case chat.FeatureImage:
		return "EXISTS (SELECT 1 FROM ?files AS a WHERE a.message_id = d.message_id AND a.type LIKE 'image/%')"
	}
	return "1 = 0"
}
