"""Effects become analyses, and analyses become figures, pages and answers to "what changed" and "where is this from".

Nothing is imported here: `stook status` formats numbers and must not wait for statistics or figures. The doors are
`reports.inputs.inputs`, `reports.analysis.analyse`, `reports.version.write_version`, `reports.forest.forest` and
`reports.why.why`.
"""
