WITH sold AS (
  SELECT c_customer_id AS customer_id, c_first_name AS first_name, c_last_name AS last_name, d_year AS year,
         sum(ss_ext_list_price - ss_ext_discount_amt) AS total, 's' AS channel
  FROM customer, store_sales, date_dim
  WHERE c_customer_sk = ss_customer_sk AND ss_sold_date_sk = d_date_sk
  GROUP BY c_customer_id, c_first_name, c_last_name, d_year
  UNION ALL
  SELECT c_customer_id, c_first_name, c_last_name, d_year,
         sum(cs_ext_list_price - cs_ext_discount_amt), 'c'
  FROM customer, catalog_sales, date_dim
  WHERE c_customer_sk = cs_bill_customer_sk AND cs_sold_date_sk = d_date_sk
  GROUP BY c_customer_id, c_first_name, c_last_name, d_year
),
returned AS (
  SELECT i_item_id, i_item_desc, s_store_id, s_state,
         avg(ss_quantity) AS bought, avg(sr_return_quantity) AS given_back,
         stddev_samp(ss_quantity) / avg(ss_quantity) AS spread, avg(cs_quantity) AS bought_again
  FROM store_sales, store_returns, catalog_sales, date_dim d1, date_dim d2, date_dim d3, store, item
  WHERE d1.d_quarter_name = '2001Q1' AND d1.d_date_sk = ss_sold_date_sk
    AND i_item_sk = ss_item_sk AND s_store_sk = ss_store_sk
    AND ss_customer_sk = sr_customer_sk AND ss_item_sk = sr_item_sk AND ss_ticket_number = sr_ticket_number
    AND sr_returned_date_sk = d2.d_date_sk AND d2.d_quarter_name IN ('2001Q1', '2001Q2', '2001Q3')
    AND sr_customer_sk = cs_bill_customer_sk AND sr_item_sk = cs_item_sk
    AND cs_sold_date_sk = d3.d_date_sk AND d3.d_quarter_name IN ('2001Q1', '2001Q2', '2001Q3')
  GROUP BY i_item_id, i_item_desc, s_store_id, s_state
)
SELECT s2.customer_id, s2.first_name, s2.last_name, r.s_state, r.bought, r.spread,
       rank() OVER (PARTITION BY r.s_state ORDER BY s2.total DESC) AS place
FROM sold s1, sold s2, sold c1, sold c2, returned r
WHERE s2.customer_id = s1.customer_id AND s1.customer_id = c1.customer_id AND s1.customer_id = c2.customer_id
  AND s1.channel = 's' AND s2.channel = 's' AND c1.channel = 'c' AND c2.channel = 'c'
  AND s1.year = 2001 AND s2.year = 2002 AND c1.year = 2001 AND c2.year = 2002
  AND s1.total > 0 AND c1.total > 0
  AND CASE WHEN c1.total > 0 THEN c2.total / c1.total ELSE NULL END
      > CASE WHEN s1.total > 0 THEN s2.total / s1.total ELSE NULL END
  AND EXISTS (SELECT 1 FROM item WHERE item.i_item_id = r.i_item_id)
ORDER BY s2.customer_id, place
LIMIT 100
