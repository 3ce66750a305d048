"""What operators apply, made and checked: manifests, images, pipelines. `./dev` calls it by tools/run_deploy.py."""
