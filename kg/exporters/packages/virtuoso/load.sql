-- Run by load.sh, which gives the folder of the package in base64.

-- A file that was loaded before would be passed over.
DELETE FROM DB.DBA.LOAD_LIST
  WHERE ll_file = concat(decode_base64('$U{folder}'), '/data.nq');

-- The loader reads every file that waits in LOAD_LIST, with ours those of others.
-- Without a graph for triples outside of all graphs, though there are none, nothing is loaded.
ld_dir(decode_base64('$U{folder}'), 'data.nq', 'urn:x-claimgraph:no-graph');
rdf_loader_run();

-- The loader writes no log: what it loaded is safe once it is in the database file.
CHECKPOINT;

SELECT 'll_state', ll_state FROM DB.DBA.LOAD_LIST
  WHERE ll_file = concat(decode_base64('$U{folder}'), '/data.nq');
SELECT 'll_error', ll_error FROM DB.DBA.LOAD_LIST
  WHERE ll_file = concat(decode_base64('$U{folder}'), '/data.nq') AND ll_error IS NOT NULL;

SPARQL
SELECT (ENCODE_FOR_URI(STR(?g)) AS ?graph) (COUNT(*) AS ?triples)
WHERE { GRAPH ?g { ?s ?p ?o } }
GROUP BY ?g;
