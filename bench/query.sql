WITH priced AS (
  SELECT i.sale_id, i.good_id, i.maker_id, i.price * (1 - i.discount) AS revenue, i.quantity,
         o.cost * i.quantity AS cost
  FROM items i
  JOIN offers o ON o.good_id = i.good_id AND o.maker_id = i.maker_id
  WHERE i.discount BETWEEN 0.01 AND 0.1
)
SELECT r.continent,
       r.name                                                        AS region,
       year(s.sold)                                                  AS year,
       sum(p.revenue - p.cost)                                       AS profit,
       sum(CASE WHEN g.kind LIKE 'STEEL%' THEN p.revenue ELSE 0 END) AS from_steel,
       count(DISTINCT b.buyer_id)                                    AS buyers,
       rank() OVER (PARTITION BY r.continent ORDER BY sum(p.revenue) DESC) AS place
FROM priced p
JOIN sales s ON s.sale_id = p.sale_id
JOIN buyers b ON b.buyer_id = s.buyer_id
JOIN goods g ON g.good_id = p.good_id
JOIN makers m ON m.maker_id = p.maker_id
JOIN regions r ON r.region_id = m.region_id
WHERE s.sold >= DATE '2025-01-01'
  AND s.sold < DATE '2025-01-01' + INTERVAL '2' YEAR
  AND b.segment IN ('HOME', 'TRADE', 'STATE')
  AND p.quantity > (SELECT avg(x.quantity) * 0.2 FROM items x WHERE x.good_id = g.good_id)
  AND EXISTS (SELECT 1 FROM offers o WHERE o.good_id = g.good_id AND o.stock > 0)
GROUP BY r.continent, r.name, year(s.sold)
HAVING sum(p.revenue) > 1000
ORDER BY r.continent, place, year
LIMIT 100
